import { sql } from 'drizzle-orm';
import type { Db } from '../../db/client';
import { lockAsOnlyUpsert } from '../../db/locks';
import { numberArray, textArray } from '../array-literals';
import { lastOfEach } from '../batches';
import { assignNumbers } from '../numbers/assign-numbers';
import { writeInTenant } from '../writers/write-in-tenant';
import type { CustomerInput } from './customer-input';

/** Stores customers, new or known, in one transaction; of several with one id the last wins. */
export function upsertCustomers(db: Db, tenantId: number, items: readonly CustomerInput[]): Promise<void> {
  const customers = lastOfEach(items, (item) => item.customerId);
  if (customers.length === 0) return Promise.resolve();
  return writeInTenant(db, tenantId, async (tx) => {
    await lockAsOnlyUpsert(tx, tenantId, 'customers');
    const ids = customers.map((item) => item.customerId);
    const { known, fresh } = await assignNumbers(tx, tenantId, 'customers', ids);
    const freshItems = customers.filter((item) => fresh.has(item.customerId));
    if (freshItems.length > 0) {
      await tx.execute(sql`
        insert into customers (tenant_id, customer_no, external_id, name, attributes)
        select ${tenantId}::int, u.no, u.id, u.name, u.attributes::jsonb from ${columnsOf(freshItems, fresh)}`);
    }
    // A customer that brings nothing but its id changes nothing.
    const changed = customers.filter(
      (item) => known.has(item.customerId) && (item.name ?? item.attributes) !== undefined,
    );
    if (changed.length > 0) {
      await tx.execute(sql`
        update customers c set
          name = coalesce(u.name, c.name),
          attributes = coalesce(u.attributes::jsonb, c.attributes)
        from ${columnsOf(changed, known)}
        where c.tenant_id = ${tenantId} and c.customer_no = u.no
          and (coalesce(u.name, c.name), coalesce(u.attributes::jsonb, c.attributes))
            is distinct from (c.name, c.attributes)`);
    }
  });
}

function columnsOf(items: CustomerInput[], numbers: Map<string, number>) {
  return sql`unnest(
      ${numberArray(items.map((item) => numbers.get(item.customerId) ?? null))}::int[],
      ${textArray(items.map((item) => item.customerId))}::text[],
      ${textArray(items.map((item) => item.name ?? null))}::text[],
      ${textArray(items.map((item) => (item.attributes ? JSON.stringify(item.attributes) : null)))}::text[]
    ) as u(no, id, name, attributes)`;
}
