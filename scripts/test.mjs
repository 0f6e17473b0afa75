/*
 * `npm test`: set-up, then everything that must pass: format and lint (import boundaries are among its rules),
 * types, tests. The last line is plain and alone: `N passed, N failed`. Words behind `npm test --` go to jest.
 */

import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './setup/paths.mjs';
import { run } from './setup/run.mjs';
import { setUp } from './setup.mjs';

const bin = (...path) => join(root, 'node_modules', ...path);

async function main() {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  try {
    await setUp();
    const checks = await Promise.all([
      check('format, lint, import boundaries', [
        bin('@biomejs', 'biome', 'bin', 'biome'),
        'check',
        '--error-on-warnings',
      ]),
      check('types', [bin('typescript', 'bin', 'tsc'), '-p', 'tsconfig.json', '--noEmit']),
    ]);
    for (const passed of checks) counts[passed ? 'passed' : 'failed']++;
    const tests = await runJest(process.argv.slice(2));
    for (const kind of Object.keys(counts)) counts[kind] += tests[kind];
  } catch (error) {
    console.error(`\n${error.message}`);
    counts.failed++;
  }
  const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : '';
  process.exitCode = counts.failed === 0 && counts.passed > 0 ? 0 : 1;
  process.stdout.write(`\n${counts.passed} passed, ${counts.failed} failed${skipped}\n`);
}

async function check(name, args) {
  const begun = Date.now();
  const done = await run(process.execPath, args, { cwd: root });
  const seconds = ((Date.now() - begun) / 1000).toFixed(1);
  console.log(`  ${done.status === 0 ? 'passed' : 'FAILED'}        ${name}, ${seconds} s`);
  if (done.status !== 0) console.log(`${done.stdout}${done.stderr}`);
  return done.status === 0;
}

/** What jest found, by its own report: a test file that could not be run counts as one failure. */
async function runJest(words) {
  const parent = join(root, '.nightshift', 'test');
  mkdirSync(parent, { recursive: true });
  const folder = mkdtempSync(join(parent, 'report-'));
  const file = join(folder, 'report.json');
  try {
    const status = await jest(['--json', `--outputFile=${file}`, ...words]);
    const report = JSON.parse(readFileSync(file, 'utf8'));
    const failed = report.numFailedTests + report.numRuntimeErrorTestSuites;
    return {
      passed: report.numPassedTests,
      // A run can also fail as a whole, as when its servers cannot be stopped.
      failed: status !== 0 && failed === 0 ? 1 : failed,
      skipped: report.numPendingTests + report.numTodoTests,
    };
  } catch {
    return { passed: 0, failed: 1, skipped: 0 }; // it said on the terminal why it made no report
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function jest(words) {
  return new Promise((resolve) => {
    const args = [bin('jest', 'bin', 'jest.js'), '--ci', '--colors=false', ...words];
    // Its report also comes on standard output, and is not for people: they read standard error, shown as ours.
    const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'ignore', 'pipe'] });
    child.stderr.pipe(process.stdout, { end: false });
    // On Ctrl-C the terminal tells jest too, which stops its servers; we wait for it.
    const pass = (signal) => () => child.kill(signal);
    process
      .on('SIGINT', () => {})
      .on('SIGTERM', pass('SIGTERM'))
      .on('SIGHUP', pass('SIGHUP'));
    child.once('close', (status) => resolve(status ?? 1));
  });
}

await main();
process.exit();
