import type { Db } from '../../db/client';
import { inTenant } from '../../db/in-tenant';
import type { Actor } from '../actor';
import { ServiceError } from '../service-error';
import { requestNight } from './request-night';
import { lockTenant } from './tenant-of';

/** Somebody wants a night now: a full one, or while the tenant is frozen one that refreshes lists. */
export function askForNight(db: Db, tenantId: number, actor: Actor): Promise<{ nightId: string }> {
  return inTenant(db, tenantId, async (tx) => {
    const tenant = await lockTenant(tx, tenantId);
    if (!tenant) throw new ServiceError('not-found', 'There is no such tenant, or it is not this key’s.');
    const nightNo = await requestNight(tx, tenant, {
      kind: tenant.mode === 'frozen' ? 'refresh' : 'full',
      requestedBy: actor.role === 'operator' ? 'operator' : 'tenant',
      actor,
    });
    return { nightId: String(nightNo) };
  });
}
