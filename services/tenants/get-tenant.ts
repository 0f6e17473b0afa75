import { and, count, eq, gt } from 'drizzle-orm';
import type { Db } from '../../db/client';
import { inTenant, type TenantTx } from '../../db/in-tenant';
import { events, tenants } from '../../db/schema';
import { ServiceError } from '../service-error';
import { describeTenant, type FoundTenant, findTenants } from './read-tenants';
import type { TenantView } from './tenant-view';

export function getTenant(db: Db, tenantId: number): Promise<TenantView> {
  return viewAfter(db, tenantId, (tx) => findTenant(tx, tenantId));
}

/**
 * Runs a command and answers with the tenant as the command has made it. Its events are counted once the
 * command has committed: after a large import that takes a while, and the command holds the tenant's row.
 */
export async function viewAfter(
  db: Db,
  tenantId: number,
  command: (tx: TenantTx) => Promise<FoundTenant>,
): Promise<TenantView> {
  const found = await inTenant(db, tenantId, command);
  const [since] = await inTenant(db, tenantId, (tx) =>
    tx
      .select({ events: count() })
      .from(events)
      .where(and(eq(events.tenantId, tenantId), gt(events.seq, found.cutSeq ?? 0))),
  );
  return describeTenant(found, (found.cutEvents ?? 0) + (since?.events ?? 0));
}

/** The tenant as it stands in this transaction. */
export async function findTenant(tx: TenantTx, tenantId: number): Promise<FoundTenant> {
  const [found] = await findTenants(tx, eq(tenants.tenantId, tenantId), 1);
  if (!found) throw noSuchTenant();
  return found;
}

export function noSuchTenant(): ServiceError {
  return new ServiceError('not-found', 'There is no such tenant, or it is not this key’s.');
}
