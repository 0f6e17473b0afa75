import { and, eq } from 'drizzle-orm';
import type { Db } from '../../db/client';
import { inTenant } from '../../db/in-tenant';
import { nights, tenants } from '../../db/schema';
import { tenantNumber } from './tenant-of';

/** Whether a night under way is still what its tenant wants: no command on mode or champion came in between. */
export async function stillWanted(
  db: Db,
  slug: string,
  nightNo: number,
): Promise<{ wanted: true } | { wanted: false; why: string }> {
  const tenantId = await tenantNumber(db, slug);
  if (tenantId === undefined) return { wanted: false, why: 'The tenant is gone.' };
  const [row] = await inTenant(db, tenantId, (tx) =>
    tx
      .select({ mode: tenants.mode, epoch: tenants.controlEpoch, startedWith: nights.controlEpoch })
      .from(tenants)
      .innerJoin(nights, and(eq(nights.tenantId, tenants.tenantId), eq(nights.nightNo, nightNo)))
      .where(eq(tenants.tenantId, tenantId)),
  );
  if (!row) return { wanted: false, why: 'The night is gone.' };
  // Not begun yet: it will read the newest state when it does.
  if (row.startedWith === null || row.startedWith === row.epoch) return { wanted: true };
  if (row.mode === 'off')
    return { wanted: false, why: 'Recommendations were switched off during this night.' };
  if (row.mode === 'frozen') return { wanted: false, why: 'The recommender was frozen during this night.' };
  return { wanted: false, why: 'The version in service was set or pinned by hand during this night.' };
}
