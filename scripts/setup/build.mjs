import { existsSync, mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './run.mjs';

const SOURCES = ['workflows', 'activities', 'api', 'db', 'models', 'services', 'cli', 'simulator', 'bench'];
const SETTINGS = ['tsconfig.json', 'tsconfig.build.json', 'package-lock.json'];

/** Compiles dist/ when a source is newer than the last build began. Gives what was done. */
export async function build(root, show = () => {}) {
  if (isBuilt(root)) return 'dist/ is as new as its sources';
  show('tsc');
  const begun = new Date();
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const done = await run(process.execPath, [compiler, '-p', 'tsconfig.build.json'], { cwd: root });
  const problems = done.stdout.split('\n').filter((line) => line.includes('error TS'));
  // Status 2: everything was written all the same. Who is in the middle of a change wants to see it run.
  if (done.status === 2 && existsSync(join(root, 'dist', 'cli', 'main.js'))) {
    return `dist/ was built with ${problems.length} type errors (npm run types shows them), the first: ${problems[0]}`;
  }
  if (done.status !== 0) throw new Error(`tsc ${done.problem}\n${done.stdout}${done.stderr}`);
  mark(root, begun);
  return 'dist/ was built';
}

export function isBuilt(root) {
  const built = statSync(join(root, 'dist', '.built'), { throwIfNoEntry: false })?.mtimeMs;
  return built !== undefined && newest(root) <= built;
}

function mark(root, begun) {
  mkdirSync(join(root, 'dist'), { recursive: true });
  const file = join(root, 'dist', '.built');
  writeFileSync(file, '');
  utimesSync(file, begun, begun); // when it began: a change made during the build is seen by the next
}

function newest(root) {
  let newestMs = 0;
  for (const name of SETTINGS) newestMs = Math.max(newestMs, changedAt(join(root, name)));
  for (const folder of SOURCES) newestMs = Math.max(newestMs, newestIn(join(root, folder)));
  return newestMs;
}

function newestIn(folder) {
  let newestMs = changedAt(folder); // a folder changes when a file is added or removed
  if (newestMs === 0) return 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) newestMs = Math.max(newestMs, newestIn(path));
    else if (entry.name.endsWith('.ts') || entry.name.endsWith('.json'))
      newestMs = Math.max(newestMs, changedAt(path));
  }
  return newestMs;
}

function changedAt(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
