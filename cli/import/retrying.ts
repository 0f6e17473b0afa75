import { setTimeout as sleep } from 'node:timers/promises';
import { UnreachableError } from '../api-client';
import { ProblemError } from '../command-error';

const WAITS_MS = [500, 1_000, 2_000, 4_000, 8_000];
const passing = new Set([429, 502, 503, 504]);

/** Repeats what may be repeated: the API is busy or restarting. Before its first answer nobody is waited for. */
export class Retrying {
  private answered = false;

  async run<T>(action: () => Promise<T>): Promise<T> {
    for (let attempt = 0; ; attempt++) {
      try {
        const result = await action();
        this.answered = true;
        return result;
      } catch (error) {
        const wait = WAITS_MS[attempt];
        if (wait === undefined || !this.mayPass(error)) throw error;
        const asked = error instanceof ProblemError ? (error.retryAfterSeconds ?? 0) * 1000 : 0;
        await sleep(Math.max(wait, Math.min(asked, 60_000)));
      }
    }
  }

  private mayPass(error: unknown): boolean {
    if (error instanceof UnreachableError) return this.answered;
    return error instanceof ProblemError && passing.has(error.problem.status);
  }
}
