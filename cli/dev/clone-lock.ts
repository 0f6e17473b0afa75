import { linkSync, renameSync, rmSync } from 'node:fs';
import { identify, isAlive, type ProcessIdentity } from './process-identity';
import { readJson } from './read-json';
import { writeJson } from './write-atomically';

export interface Holder extends ProcessIdentity {
  since: string;
}

/**
 * One start per clone. Taken with a hard link, which comes with its content or not at all; a lock whose holder
 * is gone (by pid and start time, so a reused pid does not count) is taken over. Gives the holder when taken.
 */
export function takeLock(file: string): { release: () => void } | { heldBy: Holder } {
  const own = identify(process.pid);
  if (!own) throw new Error('Expected to find the own process, found none');
  const mine = `${file}.${process.pid}`;
  writeJson(mine, { ...own, since: new Date().toISOString() } satisfies Holder);
  try {
    for (;;) {
      if (link(mine, file)) return { release: () => release(file, own) };
      const heldBy = readJson<Holder>(file);
      if (heldBy && isAlive(heldBy)) return { heldBy };
      moveAside(file, heldBy);
    }
  } finally {
    rmSync(mine, { force: true });
  }
}

function link(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Two that find the same dead lock must not remove each other's new one: what was moved is looked at again. */
function moveAside(file: string, dead: Holder | undefined): void {
  const aside = `${file}.${process.pid}.aside`;
  try {
    renameSync(file, aside);
  } catch {
    return; // the other was quicker
  }
  const moved = readJson<Holder>(aside);
  if (moved && moved.pid !== dead?.pid && isAlive(moved)) link(aside, file);
  rmSync(aside, { force: true });
}

function release(file: string, own: ProcessIdentity): void {
  if (readJson<Holder>(file)?.pid === own.pid) rmSync(file, { force: true });
}
