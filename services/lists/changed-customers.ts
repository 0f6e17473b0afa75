import { sql } from 'drizzle-orm';
import type { Db } from '../../db/client';
import { inTenant } from '../../db/in-tenant';

/** A drop is stamped when its transaction begins, which may be a while before it commits. */
const DROP_MARGIN = '1 hour';

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
      with dropped as materialized (
        select product_no, dropped_at from products where tenant_id = ${tenantId} and dropped_at is not null
      )
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
      cross join lateral unnest(newest.products) as listed(product_no)
      join dropped on dropped.product_no = listed.product_no
        and dropped.dropped_at > newest.computed_at - ${DROP_MARGIN}::interval
      order by 1`),
  );
  return Int32Array.from(rows, (row) => row.customer_no);
}
