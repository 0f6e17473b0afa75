import { and, eq, isNull, sql } from 'drizzle-orm';
import type { Db } from '../../db/client';
import { inTenant, type TenantTx } from '../../db/in-tenant';
import type { NightStage } from '../../db/json-columns';
import { nights } from '../../db/schema';
import { ServiceError } from '../service-error';

export type NightRow = typeof nights.$inferSelect;

/** A night in the hands of one attempt: the number that every write must still find. */
export interface NightHandle {
  tenantId: number;
  nightNo: number;
  attempt: number;
}

/** Crashes and lost heartbeats that a night survives; the third ends it. */
export const MAX_CRASHES = 3;

export type BeginStage = { ended: true } | { ended: false; night: NightRow; handle: NightHandle };

/**
 * Takes the night for this attempt. Earlier attempts, dead or only given up for dead, can write nothing from
 * here on. The same stage found still running means that its last attempt vanished: a crash, counted.
 */
export async function beginStage(
  db: Db,
  tenantId: number,
  nightNo: number,
  stage: string,
): Promise<BeginStage> {
  return inTenant(db, tenantId, async (tx) => {
    const [night] = await tx
      .update(nights)
      .set({
        attempt: sql`${nights.attempt} + 1`,
        crashes: sql`${nights.crashes} + case when ${nights.runningStage} = ${stage} then 1 else 0 end`,
        runningStage: stage,
      })
      .where(and(eq(nights.tenantId, tenantId), eq(nights.nightNo, nightNo), isNull(nights.endedAt)))
      .returning();
    if (!night) return { ended: true };
    return { ended: false, night, handle: { tenantId, nightNo, attempt: night.attempt } };
  });
}

/**
 * Every write of a night begins with this, in the same transaction: it holds the night's row until commit and
 * refuses an attempt that is no longer the current one.
 */
export async function requireCurrent(tx: TenantTx, handle: NightHandle): Promise<void> {
  const { rows } = await tx.execute(sql`
    select 1 from ${nights}
    where ${nights.tenantId} = ${handle.tenantId} and ${nights.nightNo} = ${handle.nightNo}
      and ${nights.attempt} = ${handle.attempt} and ${nights.endedAt} is null
    for no key update`);
  if (rows.length > 0) return;
  throw new ServiceError(
    'stale-attempt',
    `Attempt ${handle.attempt} of night ${handle.nightNo} is no longer the current one; it may write nothing.`,
  );
}

/** Notes what a stage did, replacing what an earlier attempt at the same stage noted. */
export async function noteStage(tx: TenantTx, handle: NightHandle, stage: NightStage): Promise<void> {
  await requireCurrent(tx, handle);
  await tx
    .update(nights)
    .set({
      stages: sql`(
        select coalesce(jsonb_agg(old.stage order by old.place), '[]'::jsonb)
        from jsonb_array_elements(${nights.stages}) with ordinality as old(stage, place)
        where old.stage ->> 'name' <> ${stage.name}
      ) || jsonb_build_array(${JSON.stringify(stage)}::jsonb)`,
    })
    .where(and(eq(nights.tenantId, handle.tenantId), eq(nights.nightNo, handle.nightNo)));
}

/** The attempt is over, well or badly, and known to be: the next one need not count it as a crash. */
export async function leaveStage(db: Db, handle: NightHandle): Promise<void> {
  await inTenant(db, handle.tenantId, (tx) =>
    tx
      .update(nights)
      .set({ runningStage: null })
      .where(
        and(
          eq(nights.tenantId, handle.tenantId),
          eq(nights.nightNo, handle.nightNo),
          eq(nights.attempt, handle.attempt),
        ),
      ),
  );
}
