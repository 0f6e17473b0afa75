import { inTenant } from '../../db/in-tenant';
import { requestNight } from '../../services/nights/request-night';
import { lockTenant } from '../../services/nights/tenant-of';
import type { TenantWorld } from './tenant-world';

/** Requests a night as a tenant's admin does. */
export function askForNight(
  world: TenantWorld,
  tenantId: number,
  kind: 'full' | 'refresh' = 'full',
): Promise<number> {
  return inTenant(world.db, tenantId, async (tx) => {
    const tenant = await lockTenant(tx, tenantId);
    if (!tenant) throw new Error(`No tenant ${tenantId}`);
    return requestNight(tx, tenant, { kind, requestedBy: 'tenant', actor: world.operator });
  });
}
