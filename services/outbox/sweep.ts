import { sql } from 'drizzle-orm';
import type { Db } from '../../db/client';

/** A night this late has been forgotten by Temporal, or its workflow was lost: a look puts it right. */
const OVERDUE_SECONDS = 120;
const PAGE = 1_000;

/**
 * Tenants that should have looked by now and have not: a scheduled night is overdue, none was ever scheduled,
 * or a night waits. Pages by tenant number.
 */
export async function overdueTenants(
  fleet: Db,
  after: number,
): Promise<{ tenantId: number; slug: string }[]> {
  const { rows } = await fleet.execute<{ tenant_id: number; slug: string }>(sql`
    select t.tenant_id, t.slug from tenants t
    where t.tenant_id > ${after} and (
      (t.next_night_at is null and t.created_at < now() - ${OVERDUE_SECONDS} * interval '1 second')
      or t.next_night_at < now() - ${OVERDUE_SECONDS} * interval '1 second'
      or exists (
        select from nights n
        where n.tenant_id = t.tenant_id and n.started_at is null and n.ended_at is null
          and n.requested_at < now() - ${OVERDUE_SECONDS} * interval '1 second'
      )
    )
    order by t.tenant_id
    limit ${PAGE}`);
  return rows.map((row) => ({ tenantId: row.tenant_id, slug: row.slug }));
}

/** Every tenant, in pages by number: what Temporal should hold a workflow for. */
export async function tenantPage(fleet: Db, after: number): Promise<{ tenantId: number; slug: string }[]> {
  const { rows } = await fleet.execute<{ tenant_id: number; slug: string }>(sql`
    select tenant_id, slug from tenants where tenant_id > ${after} order by tenant_id limit ${PAGE}`);
  return rows.map((row) => ({ tenantId: row.tenant_id, slug: row.slug }));
}

/** One relay at a time does this kind of sweep; the others find its lock taken and leave it to that one. */
export async function ifFirstToSweep(
  fleet: Db,
  kind: 'overdue' | 'missing',
  work: () => Promise<void>,
): Promise<void> {
  await fleet.transaction(async (tx) => {
    const { rows } = await tx.execute<{ mine: boolean }>(
      sql`select pg_try_advisory_xact_lock(hashtextextended(${`nightshift sweep ${kind}`}, 0)) as mine`,
    );
    if (rows[0]?.mine) await work();
  });
}
