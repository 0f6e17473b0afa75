import { and, count, eq, gt } from 'drizzle-orm';
import type { Db } from '../../db/client';
import { inTenant, type TenantTx } from '../../db/in-tenant';
import { events, tenants } from '../../db/schema';
import { ServiceError } from '../service-error';
import { describeTenant, findTenants } from './read-tenants';
import type { TenantView } from './tenant-view';

export function getTenant(db: Db, tenantId: number): Promise<TenantView> {
  return inTenant(db, tenantId, (tx) => viewTenant(tx, tenantId));
}

/** The tenant as it stands in this transaction: a command answers with what it has made of it. */
export async function viewTenant(tx: TenantTx, tenantId: number): Promise<TenantView> {
  const [found] = await findTenants(tx, eq(tenants.tenantId, tenantId), 1);
  if (!found) throw noSuchTenant();
  const [since] = await tx
    .select({ events: count() })
    .from(events)
    .where(and(eq(events.tenantId, tenantId), gt(events.seq, found.cutSeq ?? 0)));
  return describeTenant(found, (found.cutEvents ?? 0) + (since?.events ?? 0));
}

export function noSuchTenant(): ServiceError {
  return new ServiceError('not-found', 'There is no such tenant, or it is not this key’s.');
}
