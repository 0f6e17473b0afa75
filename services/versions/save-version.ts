import { eq, sql } from 'drizzle-orm';
import type { Db } from '../../db/client';
import { inTenant, type TenantTx } from '../../db/in-tenant';
import { modelVersions, nights, tenantCounters } from '../../db/schema';
import { type NightHandle, type NightRow, requireCurrent } from '../nights/stage';

export interface FittedVersion {
  recipe: string;
  params: Record<string, number | string | boolean>;
  seed: number;
  includeSeen: boolean;
  metrics: Record<string, unknown>;
  /** What the training itself computed for a few customers; the check compares the stored lists with it. */
  samples: { customerNo: number; products: number[]; scores: number[] }[];
  artifact: Uint8Array;
}

/**
 * Stores what a night has fitted, under the next number. A second attempt of the same night finds its number
 * on the night and replaces what the first one stored, which nobody has served.
 */
export function saveVersion(
  db: Db,
  handle: NightHandle,
  night: NightRow,
  fitted: FittedVersion,
): Promise<number> {
  const { cutSeq, cutAt } = night;
  if (cutSeq === null || cutAt === null)
    throw new Error(`Night ${night.nightNo} has no cut, so nothing can be fitted`);
  return inTenant(db, handle.tenantId, async (tx) => {
    await requireCurrent(tx, handle);
    const version = await versionOf(tx, handle);
    const { artifact, ...rest } = fitted;
    const values = {
      ...rest,
      artifact: Buffer.from(artifact.buffer, artifact.byteOffset, artifact.byteLength),
      artifactBytes: artifact.byteLength,
      tenantId: handle.tenantId,
      version,
      nightNo: handle.nightNo,
      cutSeq,
      cutAt,
    };
    await tx
      .insert(modelVersions)
      .values(values)
      .onConflictDoUpdate({
        target: [modelVersions.tenantId, modelVersions.version],
        set: values,
        setWhere: sql`${modelVersions.publishedAt} is null and ${modelVersions.nightNo} = ${handle.nightNo}`,
      });
    return version;
  });
}

async function versionOf(tx: TenantTx, handle: NightHandle): Promise<number> {
  const mine = sql`${nights.tenantId} = ${handle.tenantId} and ${nights.nightNo} = ${handle.nightNo}`;
  const [found] = await tx.select({ version: nights.version }).from(nights).where(mine);
  if (found?.version != null) return found.version;
  const [counter] = await tx
    .update(tenantCounters)
    .set({ nextVersion: sql`${tenantCounters.nextVersion} + 1` })
    .where(eq(tenantCounters.tenantId, handle.tenantId))
    .returning({ next: tenantCounters.nextVersion });
  if (!counter) throw new Error(`Tenant ${handle.tenantId} has no counters`);
  const version = counter.next - 1;
  await tx.update(nights).set({ version }).where(mine);
  return version;
}
