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

const CATALOGUE_WRITERS = 7_202;
const CUSTOMER_WRITERS = 7_203;

/** One upsert of products, or of customers, of a tenant at a time: two that update the same rows in another order would deadlock. */
export async function lockAsOnlyUpsert(
  tx: TenantTx,
  tenantId: number,
  kind: 'products' | 'customers',
): Promise<void> {
  const purpose = kind === 'products' ? CATALOGUE_WRITERS : CUSTOMER_WRITERS;
  await tx.execute(sql`select pg_advisory_xact_lock(${purpose}::int, ${tenantId}::int)`);
}
