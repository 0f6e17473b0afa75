import { setTimeout as sleep } from 'node:timers/promises';
import type { ProcessIdentity } from './process-identity';

export interface Started {
  process: ProcessIdentity;
  /** Settles when the process has ended, with how it ended. */
  ended: Promise<string>;
}

export interface KeptRunning<T extends Started> {
  readonly current: T;
  stop: (end: (process: ProcessIdentity) => Promise<void>) => Promise<void>;
}

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;
/** One that ran this long had started well: the next failure is a new story. */
const SETTLED_MS = 60_000;

/** Starts a process, and again whenever it ends without being told to, waiting longer each time. */
export async function keepRunning<T extends Started>(
  start: () => Promise<T>,
  say: (what: string) => void,
): Promise<KeptRunning<T>> {
  const stopping = new AbortController();
  let current = await start();
  const loop = (async () => {
    let pause = FIRST_PAUSE_MS;
    let begun = Date.now();
    while (!stopping.signal.aborted) {
      const how = await current.ended;
      if (stopping.signal.aborted) return;
      if (Date.now() - begun > SETTLED_MS) pause = FIRST_PAUSE_MS;
      say(`starts again in ${pause / 1000} s: ${how}`);
      await sleep(pause, undefined, { signal: stopping.signal }).catch(() => {});
      pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
      if (stopping.signal.aborted) return;
      begun = Date.now();
      current = await start().catch((error: Error) => failed(current, error));
    }
  })();
  return {
    get current() {
      return current;
    },
    async stop(end) {
      stopping.abort();
      await end(current.process);
      await loop;
      await end(current.process); // a start that was under way when we were told to stop
    },
  };
}

/** A start that failed counts as a process that ended at once. */
function failed<T extends Started>(last: T, error: Error): T {
  return { ...last, ended: Promise.resolve(error.message) };
}
