import { sql } from 'drizzle-orm';
import type { Db } from '../../db/client';
import { inTenant } from '../../db/in-tenant';

/**
 * Customers whose lists a refresh must compute anew: those with events between the cut that the served lists
 * have seen and this night's, and those whose served list names a product dropped since it was written.
 * Ascending numbers.
 */
export async function changedCustomers(
  db: Db,
  tenantId: number,
  served: { version: number; listSet: number; listCutSeq: number },
  cutSeq: number,
): Promise<Int32Array> {
  const { rows } = await inTenant(db, tenantId, (tx) =>
    tx.execute<{ customer_no: number }>(sql`
      select distinct e.customer_no
      from events e
      where e.tenant_id = ${tenantId} and e.seq > ${served.listCutSeq} and e.seq <= ${cutSeq} and e.customer_no is not null
      union
      select newest.customer_no
      from (
        select distinct on (l.customer_no) l.customer_no, l.products, l.computed_at
        from lists l
        where l.tenant_id = ${tenantId} and l.version = ${served.version} and l.list_set <= ${served.listSet}
          and l.customer_no > 0
        order by l.customer_no, l.list_set desc
      ) newest
      where newest.products && (
        select coalesce(array_agg(p.product_no), '{}') from products p
        where p.tenant_id = ${tenantId} and p.dropped_at is not null
      )
      order by 1`),
  );
  return Int32Array.from(rows, (row) => row.customer_no);
}
