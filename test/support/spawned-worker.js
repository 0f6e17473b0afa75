// A worker in a process of its own, for a test to kill: compiled code, and the thread file that was asked for.
const { join } = require('node:path');
const { pino } = require('pino');
const { readConfig } = require('../../dist/services/config.js');
const { startWorker } = require('../../dist/cli/roles/worker.js');

startWorker({
  config: readConfig(),
  logger: pino({ level: 'silent' }),
  workflows: { workflowsPath: join(__dirname, '..', '..', 'dist', 'workflows', 'recommender.js') },
  relay: { pollMs: 50, sweepMs: 500, reconcileMs: 500 },
  threadFile: process.argv[2],
}).catch((error) => {
  console.error(error);
  process.exit(1);
});
