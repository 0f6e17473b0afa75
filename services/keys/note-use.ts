import type { Db } from '../../db/client';

const EVERY_MS = 60_000;
const MOST_REMEMBERED = 10_000;

/**
 * Keeps the time of a key's last use, at most one write a minute and key, apart from the request: nobody waits
 * for it, and nothing fails with it.
 */
export class KeyUse {
  readonly #db: Db;
  readonly #now: () => number;
  readonly #noted = new Map<string, number>();

  constructor(db: Db, now: () => number) {
    this.#db = db;
    this.#now = now;
  }

  note(keyId: string): void {
    const now = this.#now();
    if (now - (this.#noted.get(keyId) ?? Number.NEGATIVE_INFINITY) < EVERY_MS) return;
    if (this.#noted.size >= MOST_REMEMBERED) this.#noted.clear();
    this.#noted.set(keyId, now);
    this.#db.$client.query('select note_key_use($1)', [[keyId]]).catch(() => this.#noted.delete(keyId)); // the next use tries again
  }
}
