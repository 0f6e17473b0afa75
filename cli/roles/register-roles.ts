import { join } from 'node:path';
import type { Command } from 'commander';
import { pino } from 'pino';
import { packageRoot } from '../../db/package-root';
import { exitWithParent } from '../dev/supervised-child';

/** The roles run by environment variables, on a server: what they share is that a signal ends them in order. */
export function registerRoles(program: Command): void {
  program
    .command('worker')
    .description('run nights: workflow tasks, model fitting, and the relay')
    .action(runWorker);
  program.command('api').description('answer HTTP').action(runApi);
  program
    .command('migrate')
    .description("bring the database and Temporal's namespace to this version (DATABASE_URL: the owner's)")
    .action(runMigrate);
  program
    .command('keys')
    .description('keys of the platform')
    .command('create')
    .description("make an operator's key, printed once (DATABASE_URL: the owner's)")
    .requiredOption('--operator', "an operator's key: it may see and do everything")
    .option('--note <text>', 'who it is for')
    .option('--json', 'one JSON document')
    .action(runCreateKey);
}

async function runWorker(): Promise<void> {
  const { readConfig } = require('../../services/config') as typeof import('../../services/config');
  const { installRuntime, startWorker } = require('./worker') as typeof import('./worker');
  const config = readConfig();
  const logger = pino({ name: 'worker', level: config.LOG_LEVEL });
  installRuntime(logger.child({ part: 'temporal' }, { level: 'warn' }));
  const worker = await startWorker({
    config,
    logger,
    workflows: { workflowsPath: join(packageRoot(), 'dist', 'workflows', 'recommender.js') },
  });
  logger.info('worker ready');
  onStop(() => void worker.stop());
  await worker.done;
}

async function runApi(): Promise<void> {
  const { readConfig } = require('../../services/config') as typeof import('../../services/config');
  const { startApi } = require('../../api/server') as typeof import('../../api/server');
  const config = readConfig();
  const api = await startApi(config);
  onStop(() => void api.close());
}

async function runMigrate(): Promise<void> {
  const { migrate } = require('../../db/migrate') as typeof import('../../db/migrate');
  const {
    DATABASE_URL,
    NIGHTSHIFT_APP_PASSWORD,
    NIGHTSHIFT_FLEET_PASSWORD,
    TEMPORAL_ADDRESS,
    TEMPORAL_NAMESPACE,
  } = process.env;
  if (!DATABASE_URL) throw new Error("Expected DATABASE_URL, the owner's; it is not set");
  await migrate({
    databaseUrl: DATABASE_URL,
    ...(NIGHTSHIFT_APP_PASSWORD && { appPassword: NIGHTSHIFT_APP_PASSWORD }),
    ...(NIGHTSHIFT_FLEET_PASSWORD && { fleetPassword: NIGHTSHIFT_FLEET_PASSWORD }),
  });
  console.log('The database is at the newest schema.');
  if (!TEMPORAL_ADDRESS) {
    console.log(
      'TEMPORAL_ADDRESS is not set: search attributes were not registered, and workers will refuse to start.',
    );
    return;
  }
  const { registerWithTemporal } = require('./temporal') as typeof import('./temporal');
  const namespace = TEMPORAL_NAMESPACE ?? 'nightshift';
  await registerWithTemporal({ TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE: namespace });
  console.log(`Temporal's namespace ${namespace} has Nightshift's search attributes.`);
}

async function runCreateKey(options: { note?: string; json?: boolean }): Promise<void> {
  const { createOperatorKey } =
    require('../../services/keys/create-operator-key') as typeof import('../../services/keys/create-operator-key');
  const { DATABASE_URL } = process.env;
  if (!DATABASE_URL) throw new Error("Expected DATABASE_URL, the owner's; it is not set");
  const { key } = await createOperatorKey(DATABASE_URL, options.note ? { note: options.note } : {});
  if (options.json) console.log(JSON.stringify({ key }));
  else console.log(`${key}\nKeep it: it is not shown again.`);
}

function onStop(stop: () => void): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, stop);
  exitWithParent();
}
