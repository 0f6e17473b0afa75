import { and, eq, sql } from 'drizzle-orm';
import type { Db } from '../../db/client';
import type { TenantTx } from '../../db/in-tenant';
import { modelVersions, tenants } from '../../db/schema';
import type { Actor } from '../actor';
import { recordAudit } from '../audit/record';
import { requestNight } from '../nights/request-night';
import { lockTenant, type TenantRow } from '../nights/tenant-of';
import { raiseLook } from '../outbox/raise';
import { ServiceError } from '../service-error';
import { findTenant, noSuchTenant, viewAfter } from './get-tenant';
import type { TenantView } from './tenant-view';

export interface ChampionCommand {
  version?: number | undefined;
  pinned?: boolean | undefined;
}

/**
 * Puts a retained version in service, or only takes the pin off. Its last lists are served from the moment
 * this commits; a night brings them up to date, and none that is under way may publish over it.
 */
export function setChampion(
  db: Db,
  tenantId: number,
  actor: Actor,
  command: ChampionCommand,
): Promise<TenantView> {
  return viewAfter(db, tenantId, async (tx) => {
    const before = await lockTenant(tx, tenantId);
    if (!before) throw noSuchTenant();
    const pinned = command.pinned ?? (command.version === undefined ? before.pinned : false);
    const pointer =
      command.version === undefined || command.version === before.championVersion
        ? { championVersion: before.championVersion, listSet: before.listSet }
        : await pointerTo(tx, tenantId, command.version);
    const flips = pointer.championVersion !== before.championVersion;
    if (!flips && pinned === before.pinned) return findTenant(tx, tenantId);
    await tx
      .update(tenants)
      .set({
        ...pointer,
        pinned,
        // Taking the pin off holds nothing against a night under way; all else does.
        ...((flips || pinned) && { controlEpoch: sql`${tenants.controlEpoch} + 1` }),
      })
      .where(eq(tenants.tenantId, tenantId));
    await recordAudit(tx, tenantId, actor, 'champion.set', {
      from: before.championVersion,
      to: pointer.championVersion,
      pinned,
    });
    if (flips) await queueRefresh(tx, before, actor);
    await raiseLook(tx, tenantId);
    return findTenant(tx, tenantId);
  });
}

async function pointerTo(
  tx: TenantTx,
  tenantId: number,
  version: number,
): Promise<{ championVersion: number; listSet: number }> {
  const [row] = await tx
    .select({
      publishedAt: modelVersions.publishedAt,
      retiredAt: modelVersions.retiredAt,
      listSet: modelVersions.listSet,
    })
    .from(modelVersions)
    .where(and(eq(modelVersions.tenantId, tenantId), eq(modelVersions.version, version)));
  if (!row) {
    throw new ServiceError(
      'no-such-version',
      `version: expected one of the tenant's versions, got ${version}.`,
    );
  }
  if (!row.publishedAt || row.retiredAt || row.listSet === null) {
    const fault = row.retiredAt ? 'which is retired and has no lists any more' : 'which was never published';
    throw new ServiceError(
      'conflict',
      `version: expected one that was published and is still kept, got ${version}, ${fault}.`,
    );
  }
  return { championVersion: version, listSet: row.listSet };
}

/** Off: nothing is computed, and switching on again asks for a refresh anyway. */
async function queueRefresh(tx: TenantTx, tenant: TenantRow, actor: Actor): Promise<void> {
  if (tenant.mode === 'off') return;
  const requestedBy = actor.role === 'operator' ? 'operator' : 'tenant';
  await requestNight(tx, tenant, { kind: 'refresh', requestedBy, actor });
}
