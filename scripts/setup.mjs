/*
 * Set-up: what `npm start`, `npm test` and the launcher begin with. Plain Node, because nothing is installed yet.
 * node scripts/setup.mjs               everything
 * node scripts/setup.mjs --for-command node_modules and dist/ only, on stderr: what a single command needs
 */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from './setup/build.mjs';
import { bringDependencies } from './setup/dependencies.mjs';
import { withLock } from './setup/lock.mjs';
import { root } from './setup/paths.mjs';
import { preparePostgres } from './setup/postgres-links.mjs';
import { createSay } from './setup/say.mjs';
import { prepareTemporal } from './setup/temporal-cli.mjs';

const NODE = { 20: 19, 22: 0, 24: 0 };

export async function setUp({ forCommand = false } = {}) {
  checkNode(process.versions.node);
  const say = createSay(forCommand ? process.stderr : process.stdout);
  const wait = () => say.line('waiting: another set-up is at work in this clone');
  await withLock(join(root, '.nightshift', 'setup.lock'), () => steps(say, forCommand), once(wait));
}

async function steps(say, forCommand) {
  await say.step('dependencies', (show) => bringDependencies(root, show));
  if (!forCommand) {
    await say.step('postgres', () => preparePostgres(root));
    await say.step('temporal', async (show) => {
      if (process.env.TEMPORAL_ADDRESS) return 'the cluster of TEMPORAL_ADDRESS is used, none is embedded';
      const { path, what } = await prepareTemporal(show);
      process.env.NIGHTSHIFT_TEMPORAL_PROGRAM = path; // who starts it need not search again
      return what;
    });
  }
  await say.step('build', (show) => build(root, show));
}

export function checkNode(version) {
  const [major, minor] = version.split('.').map(Number);
  if (major in NODE && minor >= NODE[major]) return;
  throw new Error(`Nightshift runs on Node 20.19 or newer, 22 or 24; this is ${version}`);
}

function once(work) {
  let done = false;
  return () => {
    if (!done) work();
    done = true;
  };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    await setUp({ forCommand: process.argv.includes('--for-command') });
  } catch (error) {
    console.error(`\n${error.message}`);
    process.exitCode = 1;
  }
}
