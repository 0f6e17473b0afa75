import { and, eq } from 'drizzle-orm';
import type { Db } from '../../db/client';
import { inTenant } from '../../db/in-tenant';
import { modelVersions, tenants } from '../../db/schema';
import { recordAudit } from '../audit/record';
import { endNight, type NightEnding } from './end-night';
import { type NightHandle, type NightRow, noteStage, requireCurrent } from './stage';
import { lockTenant } from './tenant-of';

export interface Publication {
  version: number;
  listSet: number;
  /** Another recipe took over: the rest from switching begins. */
  switched: boolean;
  ending: NightEnding;
}

/**
 * The flip: one transaction moves the tenant's pointer and ends the night, so that a reader sees the old night
 * or the new one, whole. A command that came in between wins: the pointer stays and the night ends cancelled.
 */
export function publish(
  db: Db,
  handle: NightHandle,
  night: NightRow,
  publication: Publication,
): Promise<NightEnding> {
  const started = Date.now();
  return inTenant(db, handle.tenantId, async (tx) => {
    const tenant = await lockTenant(tx, handle.tenantId);
    await requireCurrent(tx, handle);
    if (
      !tenant ||
      tenant.controlEpoch !== night.controlEpoch ||
      tenant.championVersion !== night.championAtStart ||
      tenant.mode === 'off'
    ) {
      const ending: NightEnding = {
        outcome: 'cancelled',
        sentence:
          'The tenant changed its mode or champion while this night was at work, so nothing was replaced.',
      };
      await endNight(tx, handle, ending);
      return ending;
    }
    const { version, listSet } = publication;
    const now = new Date();
    await tx
      .update(tenants)
      .set({ championVersion: version, listSet, ...(publication.switched && { switchedAt: now }) })
      .where(eq(tenants.tenantId, handle.tenantId));
    await tx
      .update(modelVersions)
      .set({
        listSet,
        listCutSeq: night.seenSeq ?? night.cutSeq,
        ...(version === night.version && { publishedAt: now }),
      })
      .where(and(eq(modelVersions.tenantId, handle.tenantId), eq(modelVersions.version, version)));
    await noteStage(tx, handle, {
      name: 'publish',
      startedAt: new Date(started).toISOString(),
      seconds: (Date.now() - started) / 1000,
      attempt: handle.attempt,
      detail: { version, listSet },
    });
    await recordAudit(tx, handle.tenantId, { role: 'night' }, 'champion.published', {
      nightNo: handle.nightNo,
      from: night.championAtStart,
      to: version,
      listSet,
    });
    await endNight(tx, handle, publication.ending);
    return publication.ending;
  });
}
