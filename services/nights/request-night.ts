import { and, eq, isNull, sql } from 'drizzle-orm';
import type { TenantTx } from '../../db/in-tenant';
import { nights, tenantCounters } from '../../db/schema';
import type { Actor } from '../actor';
import { recordAudit } from '../audit/record';
import { raiseLook } from '../outbox/raise';
import { ServiceError } from '../service-error';

export interface NightRequest {
  kind: 'full' | 'refresh';
  requestedBy: 'tenant' | 'operator' | 'data' | 'drift';
  actor: Actor;
}

/**
 * Puts a night in line, in Postgres; whether Temporal is there does not matter. At most one waits: a second
 * request gets the waiting one's number, and a full request makes a full night of a waiting refresh.
 * Call it with the tenant's row locked.
 */
export async function requestNight(
  tx: TenantTx,
  tenant: { tenantId: number; mode: 'on' | 'frozen' | 'off'; timezone: string },
  request: NightRequest,
): Promise<number> {
  if (tenant.mode === 'off') {
    throw new ServiceError(
      'recommendations-off',
      'A night was asked for, but recommendations are off; expected mode on or frozen.',
    );
  }
  const waiting = await widenWaiting(tx, tenant.tenantId, request.kind);
  const nightNo = waiting ?? (await insertWaiting(tx, tenant, request));
  if (waiting === undefined) {
    await recordAudit(tx, tenant.tenantId, request.actor, 'night.requested', { nightNo, kind: request.kind });
  }
  await raiseLook(tx, tenant.tenantId);
  return nightNo;
}

async function widenWaiting(
  tx: TenantTx,
  tenantId: number,
  kind: 'full' | 'refresh',
): Promise<number | undefined> {
  const [row] = await tx
    .update(nights)
    .set({ kind: kind === 'full' ? 'full' : sql`${nights.kind}` })
    .where(and(eq(nights.tenantId, tenantId), isNull(nights.startedAt), isNull(nights.endedAt)))
    .returning({ nightNo: nights.nightNo });
  return row?.nightNo;
}

async function insertWaiting(
  tx: TenantTx,
  tenant: { tenantId: number; timezone: string },
  request: NightRequest,
): Promise<number> {
  const nightNo = await nextNightNo(tx, tenant.tenantId);
  await tx.insert(nights).values({
    tenantId: tenant.tenantId,
    nightNo,
    date: sql`(now() at time zone ${tenant.timezone})::date`,
    kind: request.kind,
    requestedBy: request.requestedBy,
  });
  return nightNo;
}

/** Night numbers count from 1 for each tenant. */
export async function nextNightNo(tx: TenantTx, tenantId: number): Promise<number> {
  const [row] = await tx
    .update(tenantCounters)
    .set({ nextNight: sql`${tenantCounters.nextNight} + 1` })
    .where(eq(tenantCounters.tenantId, tenantId))
    .returning({ next: tenantCounters.nextNight });
  if (!row) throw new ServiceError('not-found', `Tenant ${tenantId} has no counters`);
  return row.next - 1;
}
