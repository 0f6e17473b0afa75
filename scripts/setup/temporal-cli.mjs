import { existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { withLock } from './lock.mjs';
import { cacheFolder, root } from './paths.mjs';
import { run } from './run.mjs';
import { createSay } from './say.mjs';
import { buildWithGo, goIsThere } from './temporal-build.mjs';

export const CLI_VERSION = '1.8.2';

/**
 * The oldest server that will do: its task queues have priorities and fairness on SQL, and none older has been
 * tried with Nightshift. CLI 1.5.0 is the first that carries it.
 */
const OLDEST_SERVER = [1, 29];

const NETWORK_LIMIT_MS = 30_000;

/** Finds or makes Temporal's program. Gives `{ path, what }`; throws with what to do when nothing works. */
export async function prepareTemporal(show = () => {}, environment = process.env) {
  const passedOver = [];
  const found = await findTemporal(passedOver, environment);
  if (found) return found;
  const cache = cacheFolder(environment);
  // Two clones that start at once: one downloads or builds, the other waits and finds it in the cache.
  return withLock(
    join(cache, 'temporal-cli.lock'),
    async () => {
      const made =
        (await usable(cachedPrograms(environment), passedOver)) ??
        (await downloadWithSdk(cache, show, passedOver)) ??
        (await goBuild(cache, show, passedOver));
      if (made) return made;
      throw new Error(whatToDo(passedOver));
    },
    () => show('waiting: another clone is preparing it'),
  );
}

/** The first that will do, of what is on this machine; what will not is noted in `passedOver` with its reason. */
export async function findTemporal(passedOver, environment = process.env) {
  const named = environment.TEMPORAL_CLI
    ? [{ path: resolve(environment.TEMPORAL_CLI), from: 'TEMPORAL_CLI' }]
    : [];
  return usable([...named, ...programsOnPath(environment), ...cachedPrograms(environment)], passedOver);
}

async function usable(candidates, passedOver) {
  for (const { path, from } of candidates) {
    const version = await versionOf(path);
    if (version.server && isNewEnough(version.server)) {
      return { path, what: `${version.cli} with server ${version.server}, ${from} (${path})` };
    }
    const why = version.server
      ? `its server is ${version.server}, ${OLDEST_SERVER.join('.')} or newer is needed`
      : version.problem;
    passedOver.push(`${from} (${path}): ${why}`);
  }
  return undefined;
}

export function isNewEnough(server) {
  const [major = 0, minor = 0] = server.split('.').map(Number);
  return major > OLDEST_SERVER[0] || (major === OLDEST_SERVER[0] && minor >= OLDEST_SERVER[1]);
}

async function versionOf(path) {
  if (!isFile(path)) return { problem: 'there is no such file' };
  const answer = await run(path, ['--version'], { limitMs: 10_000 });
  const [, cli, server] = /temporal version (\S+) \(Server (\d[\w.-]*)/i.exec(answer.stdout) ?? [];
  if (server) return { cli, server };
  return {
    problem: answer.status === 0 ? `its version was not understood: ${answer.stdout.trim()}` : answer.problem,
  };
}

function programsOnPath(environment) {
  const folders = (environment.PATH ?? '').split(delimiter).filter(Boolean);
  const paths = [...new Set(folders.map((folder) => join(folder, 'temporal')))].filter(isFile);
  return paths.map((path) => ({ path, from: 'found on the PATH' }));
}

function cachedPrograms(environment) {
  const cache = cacheFolder(environment);
  const paths = [builtProgram(cache), downloadedProgram(cache)].filter(isFile);
  return paths.map((path) => ({ path, from: 'from the cache' }));
}

function builtProgram(cache) {
  return join(cache, `temporal-cli-${CLI_VERSION}-${process.platform}-${process.arch}`, 'temporal');
}

/** The name that the SDK gives it, in a folder that tells machines apart which share a home. */
function downloadedProgram(cache) {
  return join(cache, `temporal-download-${process.platform}-${process.arch}`, `temporal-v${CLI_VERSION}`);
}

async function downloadWithSdk(cache, show, passedOver) {
  const target = downloadedProgram(cache);
  mkdirSync(join(target, '..'), { recursive: true });
  const partial = `${target}.downloading`;
  const progress = () => {
    const bytes = isFile(partial) ? statSync(partial).size : 0;
    show(`downloading: ${Math.round(bytes / 1e6)} MB (given up after 30 s without any)`);
    return bytes;
  };
  const script = join(root, 'scripts', 'setup', 'temporal-download.mjs');
  const done = await run(process.execPath, [script, join(target, '..'), `v${CLI_VERSION}`], {
    cwd: root,
    limitMs: NETWORK_LIMIT_MS,
    progress,
  });
  rmSync(partial, { force: true });
  if (!isFile(target)) {
    const last = done.stderr.trim().split('\n').at(-1);
    passedOver.push(`download from temporal.download: ${last || done.problem}`);
    return undefined;
  }
  return usable([{ path: target, from: 'downloaded' }], passedOver);
}

async function goBuild(cache, show, passedOver) {
  if (!(await goIsThere())) {
    passedOver.push('build with Go: there is no go on the PATH');
    return undefined;
  }
  const target = builtProgram(cache);
  const temporary = `${target}.${process.pid}.new`;
  mkdirSync(join(target, '..'), { recursive: true });
  try {
    await buildWithGo({ output: temporary, version: CLI_VERSION, show, networkLimitMs: NETWORK_LIMIT_MS });
    renameSync(temporary, target); // whole or not at all: a build cut short leaves no program
  } catch (error) {
    passedOver.push(`build with Go: ${error.message}`);
    return undefined;
  } finally {
    rmSync(temporary, { force: true });
  }
  return usable([{ path: target, from: 'built with Go into the cache' }], passedOver);
}

function whatToDo(passedOver) {
  return [
    "Temporal's dev server was not found and could not be made. Tried in this order:",
    ...passedOver.map((reason) => `  - ${reason}`),
    'Any one of these will do:',
    `  - install the Temporal CLI ${CLI_VERSION} (https://docs.temporal.io/cli) so that it is on the PATH,`,
    '    or name it: TEMPORAL_CLI=/path/to/temporal',
    '  - let this machine reach https://temporal.download, or have Go with a module proxy it can reach',
    '  - use a Temporal cluster of your own: TEMPORAL_ADDRESS=host:7233',
  ].join('\n');
}

function isFile(path) {
  return existsSync(path) && statSync(path).isFile();
}

// `node scripts/setup/temporal-cli.mjs`: the program's path, for those who start it.
if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const say = createSay(process.stderr);
  try {
    const ready = await findTemporal([]);
    if (ready) console.log(ready.path);
    else {
      await say.step('temporal', async (show) => {
        const { path, what } = await prepareTemporal(show);
        console.log(path);
        return what;
      });
    }
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
