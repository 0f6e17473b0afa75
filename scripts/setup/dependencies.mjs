import { createHash } from 'node:crypto';
import { accessSync, constants, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { run } from './run.mjs';

/** Brings node_modules to the lock file. Gives what was done. */
export async function bringDependencies(root, show) {
  const reason = whyStale(root);
  if (!reason) return 'node_modules is as the lock file says';
  show(`npm ci (${reason})`);
  const npm = npmCommand();
  // What a machine's own settings leave out (production, omit=dev or optional) is needed here: the compiler is
  // a development package, the database an optional one.
  const args = [
    ...npm.args,
    'ci',
    '--include=dev',
    '--include=optional',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ];
  const done = await run(npm.program, args, { cwd: root, env: npmEnvironment(root) });
  if (done.status !== 0) throw new Error(`npm ci ${done.problem}\n${done.stderr || done.stdout}`);
  const still = whyStale(root);
  if (still) throw new Error(`npm ci ended well, yet ${still}`);
  return `npm ci (${reason})`;
}

/** Why node_modules cannot be used as it is; undefined when it can. */
export function whyStale(root) {
  const installed = join(root, 'node_modules', '.package-lock.json'); // npm writes it when an installation is complete
  if (!existsSync(installed)) return 'node_modules is missing or was not completed';
  const mark = join(root, 'node_modules', '.nightshift-lock-hash');
  const hash = hashOf(root, installed);
  if (existsSync(mark) && readFileSync(mark, 'utf8') === hash) return undefined;
  // Somebody may have run npm by hand: what counts is what is there.
  const different = firstDifference(read(join(root, 'package-lock.json')), read(installed));
  if (different) return different;
  writeFileSync(mark, hash);
  return undefined;
}

function firstDifference(wanted, installed) {
  for (const [path, entry] of Object.entries(wanted)) {
    const found = installed[path];
    if (path === '' || (!found && entry.optional)) continue; // optional: may be for another kind of machine
    if (found?.version !== entry.version || found?.integrity !== entry.integrity) {
      return `${path.replace('node_modules/', '')} is ${found?.version ?? 'missing'}, the lock file has ${entry.version}`;
    }
  }
  return undefined;
}

function hashOf(root, installed) {
  const hash = createHash('sha256').update(`${process.platform} ${process.arch}\n`);
  return hash
    .update(readFileSync(join(root, 'package-lock.json')))
    .update(readFileSync(installed))
    .digest('hex');
}

function read(file) {
  return JSON.parse(readFileSync(file, 'utf8')).packages ?? {};
}

/** A service user may have no home that it can write: npm then keeps its cache in the clone. */
function npmEnvironment(root) {
  try {
    accessSync(homedir(), constants.W_OK);
    return process.env;
  } catch {
    return { npm_config_cache: join(root, '.nightshift', 'cache', 'npm'), ...process.env };
  }
}

function npmCommand() {
  // Started by npm, the same npm is used: a machine may have several.
  const parent = process.env.npm_execpath;
  return parent && /npm-cli\.[cm]?js$/.test(parent)
    ? { program: process.execPath, args: [parent] }
    : { program: 'npm', args: [] };
}
