import { and, eq, gt, sql } from 'drizzle-orm';
import type { Db } from '../../db/client';
import { tenants } from '../../db/schema';
import { numberArray } from '../array-literals';
import { decodeCursor, type Page, type PageRequest, toPage } from '../paging';
import { TenantId } from '../text-schemas';
import { describeTenant, findTenants } from './read-tenants';
import type { TenantView } from './tenant-view';

/** The fleet, a page at a time, by text id; with the fleet's role, which sees no tenant's customers. */
export async function listTenants(
  fleetDb: Db,
  page: PageRequest & { mode?: TenantView['mode'] | undefined },
): Promise<Page<TenantView>> {
  const after = decodeCursor(page.cursor, TenantId);
  const found = await findTenants(
    fleetDb,
    and(
      after === undefined ? undefined : gt(tenants.slug, after),
      page.mode === undefined ? undefined : eq(tenants.mode, page.mode),
    ),
    page.limit + 1,
  );
  const { rows } = await fleetDb.execute<{ tenant_id: number; events: string }>(sql`
    select tenant_id, events from count_events_after(
      ${numberArray(found.map((row) => row.tenant.tenantId))}::int[],
      ${numberArray(found.map((row) => row.cutSeq ?? 0))}::bigint[])`);
  const since = new Map(rows.map((row) => [row.tenant_id, Number(row.events)]));
  return toPage(
    found,
    page.limit,
    (row) => row.tenant.slug,
    (row) => describeTenant(row, (row.cutEvents ?? 0) + (since.get(row.tenant.tenantId) ?? 0)),
  );
}
