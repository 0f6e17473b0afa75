import { sql } from 'drizzle-orm';
import type { TenantTx } from '../../db/in-tenant';
import { outbox } from '../../db/schema';

/**
 * Asks, in the command's own transaction, that the tenant's workflow look. A second call before delivery
 * raises the revision of the same row: however many commands, one delivery.
 */
export async function raiseLook(tx: TenantTx, tenantId: number): Promise<void> {
  await tx
    .insert(outbox)
    .values({ tenantId })
    .onConflictDoUpdate({
      target: outbox.tenantId,
      set: { revision: sql`${outbox.revision} + 1`, raisedAt: sql`now()`, retryAt: null, failures: 0 },
    });
}
