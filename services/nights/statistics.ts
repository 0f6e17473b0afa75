import { and, desc, eq, inArray, isNotNull, lt } from 'drizzle-orm';
import type { Db } from '../../db/client';
import { inTenant, type TenantTx } from '../../db/in-tenant';
import { nights } from '../../db/schema';
import { LEARNED } from './outcomes';
import { type NightHandle, type NightRow, requireCurrent } from './stage';

/** What the last night that trained on sound data had seen: the tenant's own past to compare with. */
export async function previousStatistics(
  db: Db,
  night: NightRow,
): Promise<Record<string, unknown> | undefined> {
  const [row] = await inTenant(db, night.tenantId, (tx) =>
    tx
      .select({ statistics: nights.statistics })
      .from(nights)
      .where(
        and(
          eq(nights.tenantId, night.tenantId),
          lt(nights.nightNo, night.nightNo),
          isNotNull(nights.statistics),
          inArray(nights.outcome, [...LEARNED]),
        ),
      )
      .orderBy(desc(nights.nightNo))
      .limit(1),
  );
  return row?.statistics ?? undefined;
}

export async function saveStatistics(
  tx: TenantTx,
  handle: NightHandle,
  statistics: Record<string, unknown>,
): Promise<void> {
  await requireCurrent(tx, handle);
  await tx
    .update(nights)
    .set({ statistics })
    .where(and(eq(nights.tenantId, handle.tenantId), eq(nights.nightNo, handle.nightNo)));
}
