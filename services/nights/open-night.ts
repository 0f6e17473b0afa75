import { and, desc, eq, inArray, isNotNull, sql } from 'drizzle-orm';
import type { Db } from '../../db/client';
import { inTenant, type TenantTx } from '../../db/in-tenant';
import { lockOutEventWriters } from '../../db/locks';
import { events, modelVersions, nights } from '../../db/schema';
import { endNight, type NightEnding } from './end-night';
import { LEARNED } from './outcomes';
import { type NightHandle, type NightRow, requireCurrent } from './stage';
import { lockTenant, type TenantRow } from './tenant-of';

export type OpenNight =
  | { next: 'ended'; ending: NightEnding }
  /** `full`: look for a better model. `refresh`: only lists, from the newest events. */
  | { next: 'full' | 'refresh'; tenant: TenantRow; night: NightRow };

/**
 * Fixes what the night is about: its start, the control epoch and champion it must still find at the end, and
 * the cut. The cut waits for the tenant's event writers, so that a retry sees the very same events.
 */
export function openNight(db: Db, handle: NightHandle): Promise<OpenNight> {
  return inTenant(db, handle.tenantId, async (tx) => {
    const tenant = await lockTenant(tx, handle.tenantId);
    if (!tenant) throw new Error(`Tenant ${handle.tenantId} vanished while its night began`);
    await requireCurrent(tx, handle);
    const night = await fixCut(tx, tenant, handle);
    const ending = await reasonNotToRun(tx, tenant, night);
    if (ending) {
      await endNight(tx, handle, ending);
      return { next: 'ended', ending };
    }
    const full = night.kind === 'full' && night.mode === 'on' && !tenant.pinned;
    return {
      next: full || (night.mode === 'on' && tenant.championVersion === null) ? 'full' : 'refresh',
      tenant,
      night,
    };
  });
}

/** The first attempt writes; a later one finds it written, and the cut stays where it was. */
async function fixCut(tx: TenantTx, tenant: TenantRow, handle: NightHandle): Promise<NightRow> {
  const mine = and(eq(nights.tenantId, handle.tenantId), eq(nights.nightNo, handle.nightNo));
  const [found] = await tx.select().from(nights).where(mine);
  if (found?.cutSeq != null) return found;

  await lockOutEventWriters(tx, tenant.tenantId);
  const before = await newestCut(tx, tenant.tenantId);
  const [count] = await tx
    .select({
      newest: sql<string>`coalesce(max(${events.seq}), ${before.seq})`,
      added: sql<string>`count(*)`,
    })
    .from(events)
    .where(and(eq(events.tenantId, tenant.tenantId), sql`${events.seq} > ${before.seq}`));
  const [night] = await tx
    .update(nights)
    .set({
      startedAt: sql`coalesce(${nights.startedAt}, now())`,
      controlEpoch: tenant.controlEpoch,
      mode: tenant.mode,
      championAtStart: tenant.championVersion,
      cutSeq: Number(count?.newest ?? 0),
      cutAt: sql`now()`,
      cutEvents: before.events + Number(count?.added ?? 0),
    })
    .where(mine)
    .returning();
  if (!night) throw new Error(`Night ${handle.nightNo} of tenant ${handle.tenantId} vanished while it began`);
  return night;
}

async function newestCut(tx: TenantTx, tenantId: number): Promise<{ seq: number; events: number }> {
  const [row] = await tx
    .select({ seq: nights.cutSeq, events: nights.cutEvents })
    .from(nights)
    .where(and(eq(nights.tenantId, tenantId), isNotNull(nights.cutSeq)))
    .orderBy(desc(nights.cutSeq))
    .limit(1);
  return { seq: row?.seq ?? 0, events: row?.events ?? 0 };
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
    .select({ cut: sql<string | null>`max(${nights.cutSeq})` })
    .from(nights)
    .where(and(eq(nights.tenantId, tenantId), inArray(nights.outcome, [...LEARNED])));
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
