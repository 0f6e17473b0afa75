import { setTimeout as sleep } from 'node:timers/promises';
import { postgresCode } from '../postgres-code';
import { ServiceError } from '../service-error';

const WAITS_MS = [200, 500, 1_000, 2_000, 4_000, 8_000];

/**
 * Repeats the storing of a chunk that had to give way: to a night's cut, or to other writers. Whoever sends one
 * batch is told to come again; an import may be hours under way. Between two attempts it holds no connection.
 */
export async function patiently<T>(store: () => Promise<T>, waits: readonly number[] = WAITS_MS): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await store();
    } catch (error) {
      const wait = waits[attempt];
      if (wait === undefined || !gaveWay(error)) throw error;
      await sleep(wait);
    }
  }
}

function gaveWay(error: unknown): boolean {
  if (error instanceof ServiceError) return error.code === 'unavailable';
  return postgresCode(error) === '55P03';
}
