import { type ExtractTablesWithRelations, sql } from 'drizzle-orm';
import type { NodePgQueryResultHKT } from 'drizzle-orm/node-postgres';
import type { PgTransaction } from 'drizzle-orm/pg-core';
import type { Db } from './client';
import type * as schema from './schema';

type Tx = PgTransaction<NodePgQueryResultHKT, typeof schema, ExtractTablesWithRelations<typeof schema>>;

/** A transaction in which row-level security shows one tenant; only `inTenant` makes one. */
export type TenantTx = Tx & { readonly __tenant: unique symbol };

export interface TenantTxOptions {
  /** Waits for another transaction no longer than this, then fails with 55P03; without it, as long as it takes. */
  lockTimeoutMs?: number;
}

/** Runs `work` in one transaction that sees, and can write, rows of this tenant alone. */
export function inTenant<T>(
  db: Db,
  tenantId: number,
  work: (tx: TenantTx) => Promise<T>,
  { lockTimeoutMs = 0 }: TenantTxOptions = {},
): Promise<T> {
  return db.transaction(async (tx) => {
    const patience =
      lockTimeoutMs > 0 ? sql`, set_config('lock_timeout', ${`${lockTimeoutMs}ms`}, true)` : sql``;
    await tx.execute(sql`select set_config('app.tenant_id', ${String(tenantId)}, true)${patience}`);
    return work(tx as TenantTx);
  });
}
