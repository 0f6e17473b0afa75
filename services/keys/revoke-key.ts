import { and, eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import type { Db } from '../../db/client';
import { inTenant } from '../../db/in-tenant';
import { apiKeys } from '../../db/schema';
import type { Actor } from '../actor';
import { recordAudit } from '../audit/record';
import { ServiceError } from '../service-error';

/**
 * Revokes a tenant's key; once this returns, no api process takes it. A second time changes nothing. A
 * tenant's last admin key may go too: the operator can make another.
 */
export async function revokeKey(db: Db, tenantId: number, actor: Actor, keyId: string): Promise<void> {
  if (!z.uuid().safeParse(keyId).success) throw noSuchKey();
  await inTenant(db, tenantId, async (tx) => {
    const [row] = await tx
      .select({ revokedAt: apiKeys.revokedAt, role: apiKeys.role })
      .from(apiKeys)
      .where(and(eq(apiKeys.tenantId, tenantId), eq(apiKeys.keyId, keyId)))
      .for('update');
    if (!row) throw noSuchKey();
    if (row.revokedAt) return;
    await tx
      .update(apiKeys)
      .set({ revokedAt: sql`now()` })
      .where(and(eq(apiKeys.tenantId, tenantId), eq(apiKeys.keyId, keyId)));
    await recordAudit(tx, tenantId, actor, 'key.revoked', { keyId, role: row.role });
  });
}

function noSuchKey(): ServiceError {
  return new ServiceError('not-found', 'Expected the id of one of the tenant’s keys, got one that is not.');
}
