import { mkdirSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const BEAT_MS = 2_000;
const DEAD_MS = 15_000;

/**
 * Does the work while holding the lock; others wait. The holder touches the folder every two seconds, and one
 * left alone is taken over: no pid, because a cache can be shared by containers that do not see each other's.
 */
export async function withLock(folder, work, onWait = () => {}) {
  mkdirSync(dirname(folder), { recursive: true });
  while (!take(folder)) {
    onWait();
    await sleep(250);
  }
  const beat = setInterval(() => touch(folder), BEAT_MS);
  const release = () => rmSync(folder, { recursive: true, force: true });
  process.once('exit', release); // Ctrl-C during a step ends the process there
  try {
    return await work();
  } finally {
    clearInterval(beat);
    process.off('exit', release);
    release();
  }
}

function take(folder) {
  try {
    mkdirSync(folder);
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
  }
  try {
    if (Date.now() - statSync(folder).mtimeMs < DEAD_MS) return false;
    // Renamed first: of two that find it dead, one wins.
    const aside = `${folder}.${process.pid}.dead`;
    renameSync(folder, aside);
    rmSync(aside, { recursive: true, force: true });
  } catch {} // released or taken over meanwhile
  return false;
}

function touch(folder) {
  const now = new Date();
  try {
    utimesSync(folder, now, now);
  } catch {} // taken over after a long sleep of the machine: the work itself is safe to do twice
}
