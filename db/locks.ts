import { sql } from 'drizzle-orm';
import type { TenantTx } from './in-tenant';

/** The first half of Postgres's two-part advisory lock key: one number for each purpose. */
const EVENT_WRITERS = 7_201;

/** Held by everything that inserts events of a tenant, until its transaction ends; many at once. */
export async function lockAsEventWriter(tx: TenantTx, tenantId: number): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock_shared(${EVENT_WRITERS}::int, ${tenantId}::int)`);
}

/**
 * Waits until every event writer of the tenant has committed, and keeps new ones out until this transaction
 * ends: only then is "every event up to this sequence number" a fixed set.
 */
export async function lockOutEventWriters(tx: TenantTx, tenantId: number): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(${EVENT_WRITERS}::int, ${tenantId}::int)`);
}
