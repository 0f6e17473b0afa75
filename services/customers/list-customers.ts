import { and, asc, eq, gt } from 'drizzle-orm';
import type { Db } from '../../db/client';
import { inTenant } from '../../db/in-tenant';
import { customers } from '../../db/schema';
import { decodeCursor, NumberCursor, type Page, type PageRequest, toPage } from '../paging';
import type { CustomerView } from './customer-input';

/** A tenant's customers, in the order in which they became known. */
export async function listCustomers(
  db: Db,
  tenantId: number,
  page: PageRequest,
): Promise<Page<CustomerView>> {
  const after = decodeCursor(page.cursor, NumberCursor) ?? 0;
  const rows = await inTenant(db, tenantId, (tx) =>
    tx
      .select()
      .from(customers)
      .where(and(eq(customers.tenantId, tenantId), gt(customers.customerNo, after)))
      .orderBy(asc(customers.customerNo))
      .limit(page.limit + 1),
  );
  return toPage(
    rows,
    page.limit,
    (row) => row.customerNo,
    (row) => ({
      customerId: row.externalId,
      ...(row.name !== null && { name: row.name }),
      ...(row.attributes && { attributes: row.attributes }),
      createdAt: row.createdAt.toISOString(),
    }),
  );
}
