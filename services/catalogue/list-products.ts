import { and, asc, eq, gt } from 'drizzle-orm';
import type { Db } from '../../db/client';
import { inTenant } from '../../db/in-tenant';
import { products } from '../../db/schema';
import { decodeCursor, NumberCursor, type Page, type PageRequest, toPage } from '../paging';
import type { ProductView } from './product-input';

/** A tenant's products, dropped ones too, in the order in which they became known. */
export async function listProducts(db: Db, tenantId: number, page: PageRequest): Promise<Page<ProductView>> {
  const after = decodeCursor(page.cursor, NumberCursor) ?? 0;
  const rows = await inTenant(db, tenantId, (tx) =>
    tx
      .select()
      .from(products)
      .where(and(eq(products.tenantId, tenantId), gt(products.productNo, after)))
      .orderBy(asc(products.productNo))
      .limit(page.limit + 1),
  );
  return toPage(rows, page.limit, (row) => row.productNo, describeProduct);
}

function describeProduct(row: typeof products.$inferSelect): ProductView {
  return {
    productId: row.externalId,
    ...(row.name !== null && { name: row.name }),
    ...(row.category !== null && { category: row.category }),
    ...(row.price !== null && { price: row.price }),
    ...(row.attributes && { attributes: row.attributes }),
    dropped: row.droppedAt !== null,
    ...(row.droppedAt && { droppedAt: row.droppedAt.toISOString() }),
    createdAt: row.createdAt.toISOString(),
  };
}
