import { asc, eq, type SQL, sql } from 'drizzle-orm';
import type { Db } from '../../db/client';
import type { TenantTx } from '../../db/in-tenant';
import { nights, tenantCounters, tenants } from '../../db/schema';
import type { Outcome } from '../nights/outcomes';
import type { TenantView } from './tenant-view';

/** Events are counted by nights up to their cut; from there on one at a time. */
export interface EventCount {
  tenantId: number;
  upToCut: number;
  cutSeq: number;
}

export type FoundTenant = Awaited<ReturnType<typeof findTenants>>[number];

/** Tenants with what is told about them, but for the events since their last cut; by text id, a page at a time. */
export function findTenants(db: Db | TenantTx, where: SQL | undefined, limit: number) {
  const lastNight = db
    .select({ night: sql<unknown>`to_jsonb(n)`.as('last_night') })
    .from(
      sql`(select night_no, date, ended_at, outcome, sentence from ${nights}
           where ${nights.tenantId} = ${tenants.tenantId} and ${nights.endedAt} is not null
           order by ${nights.nightNo} desc limit 1) n`,
    )
    .as('last_ended');
  const lastCut = db
    .select({ cutSeq: nights.cutSeq, cutEvents: nights.cutEvents })
    .from(nights)
    .where(sql`${nights.tenantId} = ${tenants.tenantId} and ${nights.cutEvents} is not null`)
    .orderBy(sql`${nights.nightNo} desc`)
    .limit(1)
    .as('last_cut');
  return db
    .select({
      tenant: tenants,
      nextCustomer: tenantCounters.nextCustomer,
      nextProduct: tenantCounters.nextProduct,
      lastNight: lastNight.night,
      cutSeq: lastCut.cutSeq,
      cutEvents: lastCut.cutEvents,
    })
    .from(tenants)
    .leftJoin(tenantCounters, eq(tenantCounters.tenantId, tenants.tenantId))
    .leftJoinLateral(lastNight, sql`true`)
    .leftJoinLateral(lastCut, sql`true`)
    .where(where)
    .orderBy(asc(tenants.slug))
    .limit(limit);
}

interface NightRow {
  night_no: number;
  date: string;
  ended_at: string;
  outcome: Outcome | null;
  sentence: string | null;
}

export function describeTenant(found: FoundTenant, events: number): TenantView {
  const { tenant } = found;
  const night = found.lastNight as NightRow | null; // to_jsonb of the five columns selected above
  return {
    id: tenant.slug,
    name: tenant.name,
    timezone: tenant.timezone,
    currency: tenant.currency,
    mode: tenant.mode,
    modeSince: tenant.modeSince.toISOString(),
    ...(tenant.modeReason !== null && { modeReason: tenant.modeReason }),
    champion: tenant.championVersion,
    pinned: tenant.pinned,
    ...(night && {
      lastNight: {
        nightId: String(night.night_no),
        date: night.date,
        endedAt: new Date(night.ended_at).toISOString(),
        ...(night.outcome && { outcome: night.outcome }),
        ...(night.sentence !== null && { sentence: night.sentence }),
      },
    }),
    // An off tenant has no night ahead, whatever was computed before.
    ...(tenant.nextNightAt && tenant.mode !== 'off' && { nextNightAt: tenant.nextNightAt.toISOString() }),
    nightAt: tenant.nightAt.slice(0, 5),
    every: tenant.everyDays,
    counts: {
      customers: (found.nextCustomer ?? 1) - 1,
      products: (found.nextProduct ?? 1) - 1,
      events,
    },
    settings: tenant.settings,
    createdAt: tenant.createdAt.toISOString(),
  };
}
