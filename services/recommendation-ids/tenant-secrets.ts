import { createHmac, hkdfSync } from 'node:crypto';
import { sql } from 'drizzle-orm';
import type { Db } from '../../db/client';

/** Keys of one tenant, derived: what one tenant learns of its own tells nothing of another's. */
export interface TenantSecrets {
  tokenKey: Buffer;
  /** Keys the hashes of shopping sessions and of ids asked for: without it they cannot be guessed back. */
  hashKey: Buffer;
}

const MOST_REMEMBERED = 10_000;

/** The platform's secret lies in Postgres, shared by every api process; what is derived from it is remembered. */
export class SecretStore {
  readonly #db: Db;
  readonly #derived = new Map<number, TenantSecrets>();
  #root: Promise<Buffer> | undefined;

  constructor(db: Db) {
    this.#db = db;
  }

  async of(tenantId: number): Promise<TenantSecrets> {
    const found = this.#derived.get(tenantId);
    if (found) return found;
    const root = await this.#rootSecret();
    const derive = (purpose: string) =>
      Buffer.from(hkdfSync('sha256', root, 'nightshift', `${purpose}/${tenantId}`, 32));
    const secrets = { tokenKey: derive('recommendation-id'), hashKey: derive('hash') };
    if (this.#derived.size >= MOST_REMEMBERED) this.#derived.clear();
    this.#derived.set(tenantId, secrets);
    return secrets;
  }

  #rootSecret(): Promise<Buffer> {
    this.#root ??= this.#readRoot().catch((error: unknown) => {
      this.#root = undefined;
      throw error;
    });
    return this.#root;
  }

  async #readRoot(): Promise<Buffer> {
    const { rows } = await this.#db.execute<{ value: Buffer }>(
      sql`select value from platform_secrets where name = 'recommendation-id'`,
    );
    const secret = rows[0]?.value;
    if (!secret)
      throw new Error('Expected the secret "recommendation-id", found none: run `nightshift migrate`');
    return secret;
  }
}

/** A keyed hash, cut to so many bytes. */
export function keyedHash(key: Buffer, text: string, bytes: number): Buffer {
  return createHmac('sha256', key).update(text).digest().subarray(0, bytes);
}
