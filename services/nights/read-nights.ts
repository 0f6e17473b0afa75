import { and, desc, eq, lt } from 'drizzle-orm';
import type { Db } from '../../db/client';
import { inTenant } from '../../db/in-tenant';
import { nights } from '../../db/schema';
import { decodeCursor, NumberCursor, type Page, type PageRequest, toPage } from '../paging';
import { ServiceError } from '../service-error';
import { describeNight, type NightView } from './describe-night';

export interface TenantName {
  tenantId: number;
  slug: string;
}

/** A tenant's nights, newest first. */
export async function listNights(db: Db, tenant: TenantName, page: PageRequest): Promise<Page<NightView>> {
  const before = decodeCursor(page.cursor, NumberCursor);
  const rows = await inTenant(db, tenant.tenantId, (tx) =>
    tx
      .select()
      .from(nights)
      .where(
        and(
          eq(nights.tenantId, tenant.tenantId),
          before === undefined ? undefined : lt(nights.nightNo, before),
        ),
      )
      .orderBy(desc(nights.nightNo))
      .limit(page.limit + 1),
  );
  return toPage(
    rows,
    page.limit,
    (row) => row.nightNo,
    (row) => describeNight(row, tenant),
  );
}

export async function getNight(db: Db, tenant: TenantName, nightId: string): Promise<NightView> {
  const nightNo = /^[1-9][0-9]{0,8}$/.test(nightId) ? Number(nightId) : undefined;
  const [row] =
    nightNo === undefined
      ? []
      : await inTenant(db, tenant.tenantId, (tx) =>
          tx
            .select()
            .from(nights)
            .where(and(eq(nights.tenantId, tenant.tenantId), eq(nights.nightNo, nightNo))),
        );
  if (!row) {
    throw new ServiceError('not-found', 'Expected the id of one of the tenant’s nights, got another.');
  }
  return describeNight(row, tenant);
}
