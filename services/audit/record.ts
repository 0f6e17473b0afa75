import type { TenantTx } from '../../db/in-tenant';
import { audit } from '../../db/schema';
import type { Actor } from '../actor';

/** Writes what was done, in the transaction that does it: neither is there without the other. */
export async function recordAudit(
  tx: TenantTx,
  tenantId: number,
  actor: Actor,
  action: string,
  detail: Record<string, unknown> = {},
): Promise<void> {
  await tx
    .insert(audit)
    .values({ tenantId, actorRole: actor.role, actorKeyId: actor.keyId ?? null, action, detail });
}
