import { type ExtractTablesWithRelations, sql } from 'drizzle-orm';
import type { NodePgQueryResultHKT } from 'drizzle-orm/node-postgres';
import type { PgTransaction } from 'drizzle-orm/pg-core';
import type { Db } from './client';
import type * as schema from './schema';

type Tx = PgTransaction<NodePgQueryResultHKT, typeof schema, ExtractTablesWithRelations<typeof schema>>;

/** A transaction in which row-level security shows one tenant; only `inTenant` makes one. */
export type TenantTx = Tx & { readonly __tenant: unique symbol };

/** Runs `work` in one transaction that sees, and can write, rows of this tenant alone. */
export function inTenant<T>(db: Db, tenantId: number, work: (tx: TenantTx) => Promise<T>): Promise<T> {
  return db.transaction(async (tx) => {
    await tx.execute(sql`select set_config('app.tenant_id', ${String(tenantId)}, true)`);
    return work(tx as TenantTx);
  });
}
