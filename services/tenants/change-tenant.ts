import { eq } from 'drizzle-orm';
import type { Db } from '../../db/client';
import { tenants } from '../../db/schema';
import type { Actor } from '../actor';
import { recordAudit } from '../audit/record';
import { requestNight } from '../nights/request-night';
import { lockTenant, type TenantRow } from '../nights/tenant-of';
import { raiseLook } from '../outbox/raise';
import { findTenant, noSuchTenant, viewAfter } from './get-tenant';
import { requireTimezone } from './require-timezone';
import { changedSettings } from './settings';
import type { TenantChange } from './tenant-input';
import type { TenantView } from './tenant-view';

/** Changes what a tenant may change of itself; a new calendar has its next night computed anew. */
export function changeTenant(
  db: Db,
  tenantId: number,
  actor: Actor,
  change: TenantChange,
): Promise<TenantView> {
  return viewAfter(db, tenantId, async (tx) => {
    const before = await lockTenant(tx, tenantId);
    if (!before) throw noSuchTenant();
    if (change.timezone !== undefined) await requireTimezone(tx, change.timezone);
    const calendar = change.timezone ?? change.nightAt ?? change.every ?? change.settings?.spreadMinutes;
    const set = {
      ...(change.name !== undefined && { name: change.name }),
      ...(change.timezone !== undefined && { timezone: change.timezone }),
      ...(change.nightAt !== undefined && { nightAt: change.nightAt }),
      ...(change.every !== undefined && { everyDays: change.every }),
      ...(change.settings !== undefined && { settings: changedSettings(before.settings, change.settings) }),
      ...(calendar !== undefined && { nextNightAt: null, nextNightDate: null }),
    };
    if (calendar !== undefined && nightIsDue(before)) {
      // It has not begun yet, and the new calendar will not know of it.
      await requestNight(tx, before, { kind: 'full', requestedBy: 'tenant', actor });
    }
    if (Object.keys(set).length > 0) {
      await tx.update(tenants).set(set).where(eq(tenants.tenantId, tenantId));
      await recordAudit(tx, tenantId, actor, 'tenant.changed', { ...change });
      if (calendar !== undefined) await raiseLook(tx, tenantId);
    }
    return findTenant(tx, tenantId);
  });
}

function nightIsDue(tenant: TenantRow): boolean {
  return tenant.mode !== 'off' && tenant.nextNightAt !== null && tenant.nextNightAt.getTime() <= Date.now();
}
