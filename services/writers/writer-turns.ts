import { ServiceError } from '../service-error';

export interface TurnLimits {
  /** Writers of one tenant at a time. */
  perTenant: number;
  /** Writers of all tenants at a time. */
  together: number;
  mostWaitingPerTenant: number;
  mostWaiting: number;
  longestWaitMs: number;
}

interface Waiting {
  begin: () => void;
}

interface Line {
  running: number;
  waiting: Waiting[];
}

/**
 * Who may write next. A writer may have to wait for another inside the database, and holds a connection while it
 * does: so writers get a few connections, and a tenant few of those. The others wait here, which costs nobody
 * anything; tenants take turns.
 */
export class WriterTurns {
  readonly #limits: TurnLimits;
  /** In order of turn: a tenant that has begun a writer goes to the end. */
  readonly #lines = new Map<number, Line>();
  #running = 0;
  #waiting = 0;

  constructor(limits: TurnLimits) {
    this.#limits = limits;
  }

  /** Runs `work` once it is the tenant's turn; refuses it where too many wait, or it has waited too long. */
  async run<T>(tenantId: number, work: () => Promise<T>): Promise<T> {
    const line = this.#lines.get(tenantId) ?? { running: 0, waiting: [] };
    this.#lines.set(tenantId, line);
    if (this.#isFree(line)) this.#begin(tenantId, line);
    else await this.#wait(line);
    try {
      return await work();
    } finally {
      line.running--;
      this.#running--;
      if (line.running === 0 && line.waiting.length === 0) this.#lines.delete(tenantId);
      this.#next();
    }
  }

  #isFree(line: Line): boolean {
    return this.#running < this.#limits.together && line.running < this.#limits.perTenant;
  }

  #begin(tenantId: number, line: Line): void {
    line.running++;
    this.#running++;
    this.#lines.delete(tenantId);
    this.#lines.set(tenantId, line);
  }

  #wait(line: Line): Promise<void> {
    const { mostWaitingPerTenant, mostWaiting, longestWaitMs } = this.#limits;
    if (line.waiting.length >= mostWaitingPerTenant || this.#waiting >= mostWaiting) {
      return Promise.reject(tooBusy(`${line.waiting.length} of this tenant`));
    }
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => {
        line.waiting.splice(line.waiting.indexOf(waiting), 1);
        this.#waiting--;
        reject(tooBusy('one that has waited too long'));
      }, longestWaitMs);
      const waiting: Waiting = {
        begin: () => {
          clearTimeout(late);
          resolve();
        },
      };
      line.waiting.push(waiting);
      this.#waiting++;
    });
  }

  #next(): void {
    for (const [tenantId, line] of this.#lines) {
      if (!this.#isFree(line)) continue;
      const next = line.waiting.shift();
      if (!next) continue;
      this.#waiting--;
      this.#begin(tenantId, line);
      next.begin();
      return;
    }
  }
}

function tooBusy(got: string): ServiceError {
  return new ServiceError(
    'unavailable',
    `Expected room among the writes that wait, got ${got}; nothing of this was stored, try again in a few seconds.`,
  );
}
