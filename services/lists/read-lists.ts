import { sql } from 'drizzle-orm';
import type { Db } from '../../db/client';
import { inTenant } from '../../db/in-tenant';

export interface StoredList {
  customerNo: number;
  reason: number;
  products: number[];
  scores: number[];
}

const ROWS_PER_PAGE = 2_000;

/** Every list of one set as the store has it, in pages, by customer number. */
export async function* readListSet(
  db: Db,
  tenantId: number,
  version: number,
  listSet: number,
): AsyncGenerator<StoredList[]> {
  let after = -1;
  for (;;) {
    const { rows } = await inTenant(db, tenantId, (tx) =>
      tx.execute<{ customer_no: number; reason: number; products: number[]; scores: number[] }>(sql`
        select customer_no, reason, products, scores from lists
        where tenant_id = ${tenantId} and version = ${version} and list_set = ${listSet} and customer_no > ${after}
        order by customer_no
        limit ${ROWS_PER_PAGE}`),
    );
    const last = rows.at(-1);
    if (!last) return;
    after = last.customer_no;
    yield rows.map((row) => ({
      customerNo: row.customer_no,
      reason: row.reason,
      products: row.products,
      scores: row.scores,
    }));
  }
}
