import { and, desc, eq, inArray, isNotNull, sql } from 'drizzle-orm';
import type { Db } from '../../db/client';
import { inTenant, type TenantTx } from '../../db/in-tenant';
import { lockOutEventWriters } from '../../db/locks';
import { events, modelVersions, nights } from '../../db/schema';
import { ServiceError } from '../service-error';
import { endNight, type NightEnding } from './end-night';
import { LEARNED } from './outcomes';
import { type NightHandle, type NightRow, requireCurrent } from './stage';
import { lockTenant, type TenantRow } from './tenant-of';

export type OpenNight =
  | { next: 'ended'; ending: NightEnding }
  /** `full`: look for a better model. `refresh`: only lists, from the newest events. */
  | { next: 'full' | 'refresh'; tenant: TenantRow; night: NightRow };

/** A writer that holds out longer than this is waited for by another attempt, not by everybody behind this one. */
const LONGEST_WAIT_FOR_WRITERS = '5s';

/**
 * Fixes what the night is about: its start, the control epoch and champion it must still find at the end, and
 * the cut, so that a retry sees the very same events.
 */
export async function openNight(db: Db, handle: NightHandle): Promise<OpenNight> {
  await fixCut(db, handle);
  return inTenant(db, handle.tenantId, async (tx) => {
    const tenant = await lockTenant(tx, handle.tenantId);
    if (!tenant) throw new ServiceError('not-found', `Tenant ${handle.tenantId} is gone`);
    await requireCurrent(tx, handle);
    const night = await countToCut(tx, handle);
    const ending = await reasonNotToRun(tx, tenant, night);
    if (ending) {
      await endNight(tx, handle, ending);
      return { next: 'ended', ending };
    }
    const full = night.kind === 'full' && night.mode === 'on' && !tenant.pinned;
    const first = night.mode === 'on' && tenant.championVersion === null;
    return { next: full || first ? 'full' : 'refresh', tenant, night };
  });
}

const mine = (handle: NightHandle) =>
  and(eq(nights.tenantId, handle.tenantId), eq(nights.nightNo, handle.nightNo));

/**
 * The first attempt writes the cut; a later one finds it, and it stays where it was. The writers' lock comes
 * before the tenant's row: whoever waits for writers holds up nobody's command.
 */
async function fixCut(db: Db, handle: NightHandle): Promise<void> {
  await inTenant(db, handle.tenantId, async (tx) => {
    const [found] = await tx.select({ cutSeq: nights.cutSeq }).from(nights).where(mine(handle));
    if (found?.cutSeq != null) return;
    await tx.execute(sql`select set_config('lock_timeout', ${LONGEST_WAIT_FOR_WRITERS}, true)`);
    await lockOutEventWriters(tx, handle.tenantId);
    const tenant = await lockTenant(tx, handle.tenantId);
    if (!tenant) throw new ServiceError('not-found', `Tenant ${handle.tenantId} is gone`);
    await requireCurrent(tx, handle);
    const tenantId = handle.tenantId;
    await tx
      .update(nights)
      .set({
        startedAt: sql`coalesce(${nights.startedAt}, clock_timestamp())`,
        controlEpoch: tenant.controlEpoch,
        mode: tenant.mode,
        championAtStart: tenant.championVersion,
        cutSeq: sql`coalesce((select max(e.seq) from events e where e.tenant_id = ${tenantId}), 0)`,
        // Not the transaction's now(): it may have begun long before the last writer was done.
        cutAt: sql`clock_timestamp()`,
        dropped: sql`coalesce((
          select array_agg(p.product_no order by p.product_no) from products p
          where p.tenant_id = ${tenantId} and p.dropped_at is not null
        ), '{}')`,
      })
      .where(mine(handle));
  });
}

/** Counting can take a while, and the cut is fixed: no writer waits for it. */
async function countToCut(tx: TenantTx, handle: NightHandle): Promise<NightRow> {
  const [night] = await tx.select().from(nights).where(mine(handle));
  if (night?.cutSeq == null || night.cutAt === null) throw new Error(`Night ${handle.nightNo} has no cut`);
  if (night.cutEvents !== null) return night;
  const before = await newestCount(tx, handle);
  const [count] = await tx
    .select({
      added: sql<string>`count(*) filter (where ${events.seq} > ${before.cutSeq})`,
      firstAhead: sql<string | null>`min(${events.seq}) filter (where ${events.occurredAt} > ${night.cutAt})`,
    })
    .from(events)
    .where(
      and(
        eq(events.tenantId, handle.tenantId),
        sql`${events.seq} > ${before.seenSeq} and ${events.seq} <= ${night.cutSeq}`,
      ),
    );
  const firstAhead = count?.firstAhead == null ? undefined : Number(count.firstAhead);
  const [counted] = await tx
    .update(nights)
    .set({
      cutEvents: before.events + Number(count?.added ?? 0),
      seenSeq: firstAhead === undefined ? night.cutSeq : firstAhead - 1,
    })
    .where(mine(handle))
    .returning();
  return counted ?? night;
}

/** The newest cut that was counted: what came after it is all that is left to count. */
async function newestCount(
  tx: TenantTx,
  handle: NightHandle,
): Promise<{ cutSeq: number; seenSeq: number; events: number }> {
  const [row] = await tx
    .select({ cutSeq: nights.cutSeq, seenSeq: nights.seenSeq, events: nights.cutEvents })
    .from(nights)
    .where(and(eq(nights.tenantId, handle.tenantId), isNotNull(nights.cutEvents)))
    .orderBy(desc(nights.cutSeq))
    .limit(1);
  return { cutSeq: row?.cutSeq ?? 0, seenSeq: row?.seenSeq ?? 0, events: row?.events ?? 0 };
}

async function reasonNotToRun(
  tx: TenantTx,
  tenant: TenantRow,
  night: NightRow,
): Promise<NightEnding | undefined> {
  if (tenant.mode === 'off' || night.controlEpoch !== tenant.controlEpoch) {
    return {
      outcome: 'cancelled',
      sentence: 'The tenant changed its mode or champion while this night was at work.',
    };
  }
  if (night.mode === 'frozen' && tenant.championVersion === null) {
    return {
      outcome: 'frozen',
      sentence: 'Frozen before any model was in service: there are no lists to refresh.',
    };
  }
  if (night.cutEvents === 0) {
    return {
      outcome: 'not_enough_evidence',
      sentence: 'No events have arrived yet, so there is nothing to learn from.',
    };
  }
  if (night.kind === 'full' && night.mode === 'on' && !tenant.pinned && tenant.championVersion !== null) {
    const learned = await lastLearnedCut(tx, tenant.tenantId);
    if (learned !== undefined && learned >= (night.cutSeq ?? 0)) {
      return {
        outcome: 'no_new_data',
        sentence: 'No event has arrived since the last night, so nothing could change.',
      };
    }
  }
  return undefined;
}

/** The newest cut that a decision, or the champion's own training, has seen. */
async function lastLearnedCut(tx: TenantTx, tenantId: number): Promise<number | undefined> {
  const [decided] = await tx
    .select({ cut: sql<string | null>`max(${nights.seenSeq})` })
    .from(nights)
    .where(
      and(
        eq(nights.tenantId, tenantId),
        inArray(nights.outcome, [...LEARNED]),
        // A night that only refreshed a pinned version's lists has kept it, and learned nothing.
        isNotNull(nights.decision),
      ),
    );
  return decided?.cut == null ? undefined : Number(decided.cut);
}

/** The version that nights of this tenant compare with, and what it was fitted on. */
export async function championOf(
  db: Db,
  tenantId: number,
  version: number,
): Promise<ChampionRow | undefined> {
  return inTenant(db, tenantId, async (tx) => {
    const [row] = await tx
      .select({
        version: modelVersions.version,
        recipe: modelVersions.recipe,
        params: modelVersions.params,
        includeSeen: modelVersions.includeSeen,
        cutAt: modelVersions.cutAt,
        cutSeq: modelVersions.cutSeq,
        listSet: modelVersions.listSet,
        listCutSeq: modelVersions.listCutSeq,
      })
      .from(modelVersions)
      .where(and(eq(modelVersions.tenantId, tenantId), eq(modelVersions.version, version)));
    return row;
  });
}

export interface ChampionRow {
  version: number;
  recipe: string;
  params: Record<string, number | string | boolean>;
  includeSeen: boolean;
  cutAt: Date;
  cutSeq: number;
  listSet: number | null;
  listCutSeq: number | null;
}
