import { and, eq } from 'drizzle-orm';
import type { Db } from '../../db/client';
import { inTenant } from '../../db/in-tenant';
import { modelVersions } from '../../db/schema';

export type VersionRow = typeof modelVersions.$inferSelect;

/** A version with its artifact, as the store has it. */
export async function readVersion(db: Db, tenantId: number, version: number): Promise<VersionRow> {
  const [row] = await inTenant(db, tenantId, (tx) =>
    tx
      .select()
      .from(modelVersions)
      .where(and(eq(modelVersions.tenantId, tenantId), eq(modelVersions.version, version))),
  );
  if (!row) throw new Error(`Version ${version} of tenant ${tenantId} is not in the store`);
  return row;
}
