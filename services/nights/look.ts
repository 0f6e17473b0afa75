import { and, desc, eq, isNotNull, isNull } from 'drizzle-orm';
import type { Db } from '../../db/client';
import { inTenant, type TenantTx } from '../../db/in-tenant';
import { nights, tenants } from '../../db/schema';
import { recordAudit } from '../audit/record';
import { nextNightNo } from './request-night';
import { lockTenant, type TenantRow, tenantNumber } from './tenant-of';

/** The tenant's calendar, worked out by whoever knows about time zones (workflows/timing.ts). */
export interface Calendar {
  firstNightAfter(tenant: TenantRow, now: number, notBefore?: string): { date: string; at: number };
  latestDue(
    tenant: TenantRow,
    date: string,
    now: number,
  ): { due: { date: string; at: number } | undefined; next: { date: string; at: number } };
}

export type LookAnswer =
  | { next: 'end' }
  | { next: 'night'; nightNo: number; startedAt: Date | null; state: LookFacts }
  | { next: 'sleep'; until: number; state: LookFacts };

export interface LookFacts {
  mode: TenantRow['mode'];
  champion?: number;
  lastOutcome?: string;
}

const DAY_MS = 86_400_000;

/**
 * What the tenant's workflow should do now: go on with a night that is under way, begin one that waits or is
 * due, or sleep. Everything it says is in Postgres when it says it.
 */
export async function look(
  db: Db,
  slug: string,
  now: number,
  calendar: Calendar,
  runId?: string,
): Promise<LookAnswer> {
  const tenantId = await tenantNumber(db, slug);
  if (tenantId === undefined) return { next: 'end' };
  return inTenant(db, tenantId, async (tx) => {
    const tenant = await lockTenant(tx, tenantId);
    if (!tenant) return { next: 'end' };
    if (tenant.mode === 'off') await cancelWaiting(tx, tenantId);

    const state = await facts(tx, tenant);
    // A night under way belongs to this workflow alone, so here it can only be one whose run was lost.
    const unfinished = await unfinishedNight(tx, tenantId);
    if (unfinished) return handOut(tx, tenantId, unfinished.nightNo, runId, state);
    const scheduled = await schedule(tx, tenant, now, calendar);
    const minted = await mintNight(tx, tenant, scheduled.due);
    if (minted !== undefined) return handOut(tx, tenantId, minted, runId, state);
    // At least daily: an off tenant's workflow, too, is renewed, and a clock that jumped is noticed.
    return { next: 'sleep', until: Math.min(scheduled.nextAt, now + DAY_MS), state };
  });
}

/** Gives the night to the run that asks, and notes which that is: operators find it in Temporal's web UI. */
async function handOut(
  tx: TenantTx,
  tenantId: number,
  nightNo: number,
  runId: string | undefined,
  state: LookFacts,
): Promise<LookAnswer> {
  const [night] = await tx
    .update(nights)
    .set({ runId: runId ?? null })
    .where(and(eq(nights.tenantId, tenantId), eq(nights.nightNo, nightNo)))
    .returning({ startedAt: nights.startedAt });
  return { next: 'night', nightNo, startedAt: night?.startedAt ?? null, state };
}

/**
 * Keeps next_night_at true, and says whether a scheduled night is due. Called only where no night is
 * unfinished: a due date moves on in the transaction that mints its night, and waits behind any other.
 */
async function schedule(
  tx: TenantTx,
  tenant: TenantRow,
  now: number,
  calendar: Calendar,
): Promise<{ due: string | undefined; nextAt: number }> {
  let due: string | undefined;
  let next: { date: string; at: number };
  if (tenant.nextNightAt && tenant.nextNightDate) {
    const answer = calendar.latestDue(tenant, tenant.nextNightDate, now);
    due = tenant.mode === 'off' ? undefined : answer.due?.date;
    next = answer.next;
  } else {
    next = calendar.firstNightAfter(tenant, now, await dayAfterLastTimerNight(tx, tenant));
  }
  if (next.at !== tenant.nextNightAt?.getTime()) {
    await tx
      .update(tenants)
      .set({ nextNightAt: new Date(next.at), nextNightDate: next.date })
      .where(eq(tenants.tenantId, tenant.tenantId));
  }
  return { due, nextAt: next.at };
}

async function dayAfterLastTimerNight(tx: TenantTx, tenant: TenantRow): Promise<string | undefined> {
  const [last] = await tx
    .select({ date: nights.date })
    .from(nights)
    .where(and(eq(nights.tenantId, tenant.tenantId), eq(nights.requestedBy, 'timer')))
    .orderBy(desc(nights.date))
    .limit(1);
  if (!last) return undefined;
  const day = new Date(`${last.date}T00:00:00Z`);
  day.setUTCDate(day.getUTCDate() + tenant.everyDays);
  return day.toISOString().slice(0, 10);
}

async function unfinishedNight(tx: TenantTx, tenantId: number): Promise<{ nightNo: number } | undefined> {
  const rows = await tx
    .select({ nightNo: nights.nightNo })
    .from(nights)
    .where(and(eq(nights.tenantId, tenantId), isNull(nights.endedAt)))
    // The one that runs before the one that waits.
    .orderBy(nights.startedAt);
  return rows[0];
}

/** A scheduled night is unique for tenant and local date: minting it twice mints it once. */
async function mintNight(
  tx: TenantTx,
  tenant: TenantRow,
  date: string | undefined,
): Promise<number | undefined> {
  if (date === undefined) return undefined;
  const nightNo = await nextNightNo(tx, tenant.tenantId);
  const minted = await tx
    .insert(nights)
    .values({ tenantId: tenant.tenantId, nightNo, date, kind: 'full', requestedBy: 'timer' })
    .onConflictDoNothing()
    .returning({ nightNo: nights.nightNo });
  return minted[0]?.nightNo;
}

/** Off means nothing is trained: a night that had not begun never will. */
async function cancelWaiting(tx: TenantTx, tenantId: number): Promise<void> {
  const sentence = 'Recommendations were switched off before this night began.';
  const cancelled = await tx
    .update(nights)
    .set({ endedAt: new Date(), outcome: 'cancelled', sentence })
    .where(and(eq(nights.tenantId, tenantId), isNull(nights.startedAt), isNull(nights.endedAt)))
    .returning({ nightNo: nights.nightNo });
  for (const { nightNo } of cancelled) {
    await recordAudit(tx, tenantId, { role: 'night' }, 'night.ended', {
      nightNo,
      outcome: 'cancelled',
      sentence,
    });
  }
}

async function facts(tx: TenantTx, tenant: TenantRow): Promise<LookFacts> {
  const [last] = await tx
    .select({ outcome: nights.outcome })
    .from(nights)
    .where(and(eq(nights.tenantId, tenant.tenantId), isNotNull(nights.endedAt)))
    .orderBy(desc(nights.nightNo))
    .limit(1);
  return {
    mode: tenant.mode,
    ...(tenant.championVersion !== null && { champion: tenant.championVersion }),
    ...(last?.outcome && { lastOutcome: last.outcome }),
  };
}
