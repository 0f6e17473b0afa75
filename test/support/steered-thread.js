// A fitting thread that a test can make hang, fail or die at a kind of task; for all else it is the real one.
// The test writes {"fit": "hang"} to a file; where the thread hangs, it says so in that file's ".reached".
const { existsSync, readFileSync, writeFileSync } = require('node:fs');
const real = require('../../dist/activities/fitting/thread.js').default;

module.exports = (file) => (task) => {
  const how = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8'))[task.kind] : undefined;
  if (how === 'throw') throw new Error(`made to fail at ${task.kind}`);
  if (how === 'exit') process.exit(1);
  if (how === 'hang') {
    writeFileSync(`${file}.reached`, task.kind);
    // Busy, as a fit is: no await at which it could notice anything.
    for (;;) Math.sqrt(Math.random());
  }
  return real(task);
};
