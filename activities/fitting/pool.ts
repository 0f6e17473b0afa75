import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Piscina } from 'piscina';
import { packageRoot } from '../../db/package-root';
import type { AnswerTo, FittingTask } from './tasks';

export interface FittingOptions {
  threads?: number | undefined;
  /** Bytes that the tasks under way may need together. A thread's heap limit does not count typed arrays. */
  memoryBytes: number;
  /** The thread's compiled entry; another one in tests that must see a thread hang, fail or die. */
  threadFile?: string | undefined;
}

/**
 * Threads for fitting, and the memory they may take. A task waits until its estimate fits the budget, and only
 * then is built: what it reads, it holds.
 */
export interface FittingPool {
  run<T extends FittingTask>(
    build: () => Promise<T>,
    options: { bytes: number; signal: AbortSignal },
  ): Promise<AnswerTo<T>>;
  close(): Promise<void>;
}

export function openFittingPool(options: FittingOptions): FittingPool {
  const threads = options.threads ?? Math.max(1, availableParallelism() - 1);
  const pool = new Piscina({
    // Threads load compiled code, also when this runs from sources under a test runner.
    filename: options.threadFile ?? join(packageRoot(), 'dist', 'activities', 'fitting', 'thread.js'),
    // All of them, always: where an abort ends the last thread of a pool that may be empty, what waits in its
    // queue waits until somebody asks again.
    minThreads: threads,
    maxThreads: threads,
    // One task a thread: an abort ends the thread, and must not end another tenant's fit with it.
    concurrentTasksPerWorker: 1,
  });
  const budget = new ByteBudget(options.memoryBytes);
  return {
    async run<T extends FittingTask>(
      build: () => Promise<T>,
      { bytes, signal }: { bytes: number; signal: AbortSignal },
    ) {
      const release = await budget.take(bytes, signal);
      try {
        const task = await build();
        return (await runTask(pool, task, signal)) as AnswerTo<T>;
      } finally {
        release();
      }
    },
    close: () => pool.close({ force: true }),
  };
}

async function runTask(pool: Piscina, task: FittingTask, signal: AbortSignal): Promise<unknown> {
  try {
    return await pool.run(task, { signal });
  } catch (error) {
    if (signal.aborted) throw error;
    if (isThreadLoss(error)) throw new ThreadLostError(task.kind, error);
    throw new FittingError(task.kind, error);
  }
}

/** The computation itself failed: the same data would fail the same way, so another attempt is of no use. */
export class FittingError extends Error {
  constructor(task: string, cause: unknown) {
    super(`${task} failed: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    this.name = 'FittingError';
  }
}

/** The thread died under the task, out of memory or killed: worth another try, but a crash like a worker's. */
export class ThreadLostError extends Error {
  constructor(task: string, cause: unknown) {
    super(`the thread at work on ${task} died`, { cause });
    this.name = 'ThreadLostError';
  }
}

function isThreadLoss(error: unknown): boolean {
  const { code, message } = error as { code?: string; message?: string };
  return code === 'ERR_WORKER_OUT_OF_MEMORY' || /worker.*(exited|terminated)|terminat/i.test(message ?? '');
}

/** First come, first served; a task larger than the whole budget runs alone. */
class ByteBudget {
  readonly #limit: number;
  readonly #waiting: { bytes: number; admit: () => void }[] = [];
  #used = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  async take(wanted: number, signal: AbortSignal): Promise<() => void> {
    const bytes = Math.min(wanted, this.#limit);
    signal.throwIfAborted();
    if (this.#waiting.length > 0 || this.#used + bytes > this.#limit) await this.#wait(bytes, signal);
    else this.#used += bytes;
    let released = false;
    return () => {
      if (released) return;
      released = true;
      this.#used -= bytes;
      this.#admit();
    };
  }

  #wait(bytes: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const entry = { bytes, admit: () => {} };
      const abort = () => {
        this.#waiting.splice(this.#waiting.indexOf(entry), 1);
        reject(signal.reason);
        this.#admit();
      };
      entry.admit = () => {
        signal.removeEventListener('abort', abort);
        resolve();
      };
      signal.addEventListener('abort', abort, { once: true });
      this.#waiting.push(entry);
    });
  }

  #admit(): void {
    for (;;) {
      const next = this.#waiting[0];
      if (!next || this.#used + next.bytes > this.#limit) return;
      this.#waiting.shift();
      this.#used += next.bytes;
      next.admit();
    }
  }
}
