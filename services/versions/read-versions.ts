import { and, desc, eq, lt, type SQL } from 'drizzle-orm';
import type { Db } from '../../db/client';
import { inTenant, type TenantTx } from '../../db/in-tenant';
import { modelVersions, tenants } from '../../db/schema';
import { decodeCursor, NumberCursor, type Page, type PageRequest, toPage } from '../paging';
import { ServiceError } from '../service-error';
import type { VersionView } from './version-view';

/** A tenant's versions, newest first. */
export async function listVersions(db: Db, tenantId: number, page: PageRequest): Promise<Page<VersionView>> {
  const before = decodeCursor(page.cursor, NumberCursor);
  const rows = await inTenant(db, tenantId, (tx) =>
    findVersions(
      tx,
      tenantId,
      before === undefined ? undefined : lt(modelVersions.version, before),
      page.limit + 1,
    ),
  );
  return toPage(rows, page.limit, (row) => row.version, describeVersion);
}

export async function getVersion(db: Db, tenantId: number, version: string): Promise<VersionView> {
  const no = /^[1-9][0-9]{0,8}$/.test(version) ? Number(version) : undefined;
  const [row] =
    no === undefined
      ? []
      : await inTenant(db, tenantId, (tx) => findVersions(tx, tenantId, eq(modelVersions.version, no), 1));
  if (!row) {
    throw new ServiceError('not-found', 'Expected the number of one of the tenant’s versions, got another.');
  }
  return describeVersion(row);
}

/** Without the artifact, which may be large. */
function findVersions(tx: TenantTx, tenantId: number, where: SQL | undefined, limit: number) {
  return tx
    .select({
      version: modelVersions.version,
      recipe: modelVersions.recipe,
      params: modelVersions.params,
      cutAt: modelVersions.cutAt,
      metrics: modelVersions.metrics,
      artifactBytes: modelVersions.artifactBytes,
      nightNo: modelVersions.nightNo,
      createdAt: modelVersions.createdAt,
      publishedAt: modelVersions.publishedAt,
      retiredAt: modelVersions.retiredAt,
      champion: tenants.championVersion,
    })
    .from(modelVersions)
    .innerJoin(tenants, eq(tenants.tenantId, modelVersions.tenantId))
    .where(and(eq(modelVersions.tenantId, tenantId), where))
    .orderBy(desc(modelVersions.version))
    .limit(limit);
}

type FoundVersion = Awaited<ReturnType<typeof findVersions>>[number];

function describeVersion(row: FoundVersion): VersionView {
  return {
    version: row.version,
    recipe: { name: row.recipe, params: row.params },
    cut: row.cutAt.toISOString(),
    metrics: row.metrics,
    status: statusOf(row),
    size: row.artifactBytes,
    nightId: String(row.nightNo),
    createdAt: row.createdAt.toISOString(),
    ...(row.publishedAt && { publishedAt: row.publishedAt.toISOString() }),
    ...(row.retiredAt && { retiredAt: row.retiredAt.toISOString() }),
  };
}

function statusOf(row: FoundVersion): VersionView['status'] {
  if (row.version === row.champion) return 'champion';
  if (row.retiredAt) return 'retired';
  return row.publishedAt ? 'retained' : 'candidate';
}
