import { sql } from 'drizzle-orm';
import type { Db } from '../../db/client';
import { inTenant, type TenantTx } from '../../db/in-tenant';
import { tenants } from '../../db/schema';
import { ServiceError } from '../service-error';

export type TenantRow = typeof tenants.$inferSelect;

/** The number inside of a tenant's text id; undefined when there is no such tenant. */
export async function tenantNumber(db: Db, slug: string): Promise<number | undefined> {
  const { rows } = await db.execute<{ no: number | null }>(sql`select tenant_number(${slug}) as no`);
  return rows[0]?.no ?? undefined;
}

/**
 * The tenant's row, locked until the transaction ends. `no key update` is enough to put commands and publishes
 * in line, and does not hold up the inserts of rows that refer to the tenant.
 */
export async function lockTenant(tx: TenantTx, tenantId: number): Promise<TenantRow | undefined> {
  const { rows } = await tx.execute(
    sql`select 1 from ${tenants} where ${tenants.tenantId} = ${tenantId} for no key update`,
  );
  if (rows.length === 0) return undefined;
  const [row] = await tx.select().from(tenants).where(sql`${tenants.tenantId} = ${tenantId}`);
  return row;
}

export async function readTenant(db: Db, tenantId: number): Promise<TenantRow> {
  const [row] = await inTenant(db, tenantId, (tx) =>
    tx.select().from(tenants).where(sql`${tenants.tenantId} = ${tenantId}`),
  );
  if (!row) throw new ServiceError('not-found', `Tenant ${tenantId} is gone`);
  return row;
}
