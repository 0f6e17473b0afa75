import { and, eq, isNull, sql } from 'drizzle-orm';
import type { Db } from '../../db/client';
import { inTenant, type TenantTx } from '../../db/in-tenant';
import { nights } from '../../db/schema';
import { recordAudit } from '../audit/record';
import type { Outcome } from './outcomes';
import { requestNight } from './request-night';
import { type NightHandle, requireCurrent } from './stage';
import { lockTenant } from './tenant-of';

type NightRequester = (typeof nights.$inferSelect)['requestedBy'];

export interface NightEnding {
  outcome: Outcome;
  sentence: string;
}

/** Ends the night from inside: by the attempt that is at work on it. To cancel it, hold the tenant's row. */
export async function endNight(tx: TenantTx, handle: NightHandle, ending: NightEnding): Promise<void> {
  await requireCurrent(tx, handle);
  await writeEnding(tx, handle.tenantId, handle.nightNo, ending);
}

/**
 * Ends the night from outside, after a failure or a cancellation, whichever attempt thinks it is at work.
 * A night that has ended already keeps its outcome.
 */
export async function closeNight(
  db: Db,
  tenantId: number,
  nightNo: number,
  ending: NightEnding,
): Promise<void> {
  await inTenant(db, tenantId, async (tx) => {
    await lockTenant(tx, tenantId);
    await writeEnding(tx, tenantId, nightNo, ending);
  });
}

async function writeEnding(
  tx: TenantTx,
  tenantId: number,
  nightNo: number,
  ending: NightEnding,
): Promise<void> {
  const ended = await tx
    .update(nights)
    .set({
      endedAt: sql`now()`,
      startedAt: sql`coalesce(${nights.startedAt}, now())`,
      attempt: sql`${nights.attempt} + 1`,
      runningStage: null,
      dropped: null,
      outcome: ending.outcome,
      sentence: ending.sentence,
    })
    .where(and(eq(nights.tenantId, tenantId), eq(nights.nightNo, nightNo), isNull(nights.endedAt)))
    .returning({ requestedBy: nights.requestedBy });
  if (ended.length === 0) return;
  await recordAudit(tx, tenantId, { role: 'night' }, 'night.ended', { nightNo, ...ending });
  const [{ requestedBy }] = ended as [{ requestedBy: NightRequester }];
  if (ending.outcome === 'cancelled') await requestRefresh(tx, tenantId, requestedBy);
}

/** A night that a command cut short is followed by one that brings the served lists up to date, unless off. */
async function requestRefresh(tx: TenantTx, tenantId: number, requestedBy: NightRequester): Promise<void> {
  const tenant = await lockTenant(tx, tenantId);
  if (!tenant || tenant.mode === 'off' || tenant.championVersion === null) return;
  await requestNight(tx, tenant, {
    kind: 'refresh',
    // It stands for the night that was cut short; only a scheduled one is unique for its date.
    requestedBy: requestedBy === 'timer' ? 'tenant' : requestedBy,
    actor: { role: 'night' },
  });
}
