import { eq, sql } from 'drizzle-orm';
import type { TenantTx } from '../../db/in-tenant';
import { tenantCounters } from '../../db/schema';
import { textArray } from '../array-literals';

export type Numbered = 'customers' | 'products';

export interface Numbers {
  /** Ids that have a row. */
  known: Map<string, number>;
  /** Ids that have none yet: the caller inserts a row for each, in this transaction. */
  fresh: Map<string, number>;
}

/**
 * The numbers behind text ids, dense per tenant from 1. The counter is locked only when something is new, and
 * then everything not found is looked up again: another transaction may have made it meanwhile.
 */
export async function assignNumbers(
  tx: TenantTx,
  tenantId: number,
  kind: Numbered,
  ids: Iterable<string>,
): Promise<Numbers> {
  // In one order for everybody, so that two batches with the same new ids give the same numbers.
  const wanted = [...new Set(ids)].sort();
  const known = await findNumbers(tx, tenantId, kind, wanted);
  const fresh = new Map<string, number>();
  if (known.size === wanted.length) return { known, fresh };

  const counter = kind === 'customers' ? 'nextCustomer' : 'nextProduct';
  const [counters] = await tx
    .select({ next: tenantCounters[counter] })
    .from(tenantCounters)
    .where(eq(tenantCounters.tenantId, tenantId))
    .for('no key update');
  if (!counters) throw new Error(`Tenant ${tenantId} has no counters`);
  const missing = wanted.filter((id) => !known.has(id));
  for (const [id, no] of await findNumbers(tx, tenantId, kind, missing)) known.set(id, no);
  let next = counters.next;
  for (const id of missing) if (!known.has(id)) fresh.set(id, next++);
  if (fresh.size > 0) {
    await tx
      .update(tenantCounters)
      .set({ [counter]: next })
      .where(eq(tenantCounters.tenantId, tenantId));
  }
  return { known, fresh };
}

/** As `assignNumbers`, but what is new gets its row here, with nothing in it but the id. */
export async function numbersOf(
  tx: TenantTx,
  tenantId: number,
  kind: Numbered,
  ids: Iterable<string>,
): Promise<Map<string, number>> {
  const { known, fresh } = await assignNumbers(tx, tenantId, kind, ids);
  if (fresh.size === 0) return known;
  const number = kind === 'customers' ? sql`customer_no` : sql`product_no`;
  await tx.execute(sql`
    insert into ${sql.identifier(kind)} (tenant_id, ${number}, external_id)
    select ${tenantId}::int, u.no, u.id
    from unnest(${`{${[...fresh.values()].join(',')}}`}::int[], ${textArray([...fresh.keys()])}::text[]) as u(no, id)`);
  for (const [id, no] of fresh) known.set(id, no);
  return known;
}

async function findNumbers(
  tx: TenantTx,
  tenantId: number,
  kind: Numbered,
  ids: string[],
): Promise<Map<string, number>> {
  if (ids.length === 0) return new Map();
  const number = kind === 'customers' ? sql`customer_no` : sql`product_no`;
  const { rows } = await tx.execute<{ id: string; no: number }>(sql`
    select external_id as id, ${number} as no from ${sql.identifier(kind)}
    where tenant_id = ${tenantId} and external_id = any (${textArray(ids)}::text[])`);
  return new Map(rows.map((row) => [row.id, row.no]));
}
