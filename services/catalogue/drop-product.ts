import { and, eq, sql } from 'drizzle-orm';
import type { Db } from '../../db/client';
import { inTenant } from '../../db/in-tenant';
import { products } from '../../db/schema';
import type { Actor } from '../actor';
import { recordAudit } from '../audit/record';
import { ServiceError } from '../service-error';

/** Drops a product: once this returns it is in no list, however old. Dropping it again changes nothing. */
export function dropProduct(db: Db, tenantId: number, actor: Actor, productId: string): Promise<void> {
  return inTenant(db, tenantId, async (tx) => {
    const [row] = await tx
      .select({ productNo: products.productNo, droppedAt: products.droppedAt })
      .from(products)
      .where(and(eq(products.tenantId, tenantId), eq(products.externalId, productId)))
      .for('no key update');
    if (!row) {
      throw new ServiceError(
        'not-found',
        'Expected the id of one of the tenant’s products, got an unknown one.',
      );
    }
    if (row.droppedAt) return;
    await tx
      .update(products)
      .set({ droppedAt: sql`now()` })
      .where(and(eq(products.tenantId, tenantId), eq(products.productNo, row.productNo)));
    await recordAudit(tx, tenantId, actor, 'product.dropped', { productNo: row.productNo });
  });
}
