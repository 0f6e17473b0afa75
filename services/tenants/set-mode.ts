import { eq, sql } from 'drizzle-orm';
import type { Db } from '../../db/client';
import { tenants } from '../../db/schema';
import type { Actor } from '../actor';
import { recordAudit } from '../audit/record';
import { requestNight } from '../nights/request-night';
import { lockTenant } from '../nights/tenant-of';
import { raiseLook } from '../outbox/raise';
import { findTenant, noSuchTenant, viewAfter } from './get-tenant';
import type { TenantView } from './tenant-view';

export interface ModeCommand {
  mode: TenantView['mode'];
  reason?: string | undefined;
}

/**
 * On, frozen or off. The new epoch keeps a night that is under way from publishing; the workflow is told
 * later. The mode that already is changes nothing, its reason included.
 */
export function setMode(db: Db, tenantId: number, actor: Actor, command: ModeCommand): Promise<TenantView> {
  return viewAfter(db, tenantId, async (tx) => {
    const before = await lockTenant(tx, tenantId);
    if (!before) throw noSuchTenant();
    if (before.mode === command.mode) return findTenant(tx, tenantId);
    await tx
      .update(tenants)
      .set({
        mode: command.mode,
        modeSince: sql`now()`,
        modeReason: command.reason ?? null,
        controlEpoch: sql`${tenants.controlEpoch} + 1`,
      })
      .where(eq(tenants.tenantId, tenantId));
    await recordAudit(tx, tenantId, actor, 'mode.changed', {
      from: before.mode,
      to: command.mode,
      ...(command.reason !== undefined && { reason: command.reason }),
    });
    // What is served again at once is as old as the switch-off: new customers and purchases are missing.
    if (before.mode === 'off' && before.championVersion !== null) {
      const requestedBy = actor.role === 'operator' ? 'operator' : 'tenant';
      await requestNight(tx, { ...before, mode: command.mode }, { kind: 'refresh', requestedBy, actor });
    }
    await raiseLook(tx, tenantId);
    return findTenant(tx, tenantId);
  });
}
