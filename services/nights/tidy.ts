import { sql } from 'drizzle-orm';
import type { Db } from '../../db/client';
import { inTenant } from '../../db/in-tenant';
import { lockTenant } from './tenant-of';

/** Rows deleted in one transaction: short enough that nobody waits for it. */
const ROWS_PER_BATCH = 5_000;
export const DEFAULT_RETAINED_VERSIONS = 3;

/**
 * Removes what no reader can be on any more: lists superseded within their version, sets that were never
 * published, and the lists and artifacts of versions older than those kept for rollback. Readers use one
 * statement, so a set is out of use as soon as the pointer has moved and their snapshot has gone.
 */
export async function tidy(db: Db, tenantId: number): Promise<{ lists: number; versions: number }> {
  const versions = await retireVersions(db, tenantId);
  let lists = 0;
  for (;;) {
    const deleted = await deleteBatch(db, tenantId);
    lists += deleted;
    if (deleted < ROWS_PER_BATCH) return { lists, versions };
  }
}

/** Keeps the champion and the newest published versions beside it; a retired one keeps its row and numbers. */
async function retireVersions(db: Db, tenantId: number): Promise<number> {
  const { rowCount } = await inTenant(db, tenantId, async (tx) => {
    // In line with the commands: a version that is being put in service must not be retired meanwhile.
    await lockTenant(tx, tenantId);
    return tx.execute(sql`
      update model_versions v set retired_at = now(), artifact = ''::bytea, list_set = null, list_cut_seq = null
      from tenants t
      where t.tenant_id = ${tenantId} and v.tenant_id = t.tenant_id and v.retired_at is null
        and v.version <> coalesce(t.champion_version, 0)
        and not exists (
          select from nights n where n.tenant_id = v.tenant_id and n.night_no = v.night_no and n.ended_at is null
        )
        and (v.published_at is null or (
          select count(*) from model_versions newer
          where newer.tenant_id = v.tenant_id and newer.version > v.version and newer.published_at is not null
            and newer.version <> coalesce(t.champion_version, 0)
        ) >= coalesce((t.settings ->> 'retainedVersions')::int, ${DEFAULT_RETAINED_VERSIONS}) - 1)`);
  });
  return rowCount ?? 0;
}

async function deleteBatch(db: Db, tenantId: number): Promise<number> {
  const { rowCount } = await inTenant(db, tenantId, (tx) =>
    tx.execute(sql`
      delete from lists where ctid = any (array(
        select l.ctid
        from lists l
        left join model_versions v on v.tenant_id = l.tenant_id and v.version = l.version
        where l.tenant_id = ${tenantId}
          -- What a night under way is writing is not published yet, but will be.
          and not exists (
            select from nights n
            where n.tenant_id = l.tenant_id and n.list_set = l.list_set and n.ended_at is null
          )
          and (
            v.list_set is null
            or l.list_set > v.list_set
            or exists (
              select from lists newer
              where newer.tenant_id = l.tenant_id and newer.customer_no = l.customer_no
                and newer.version = l.version and newer.list_set > l.list_set and newer.list_set <= v.list_set
            )
          )
        limit ${ROWS_PER_BATCH}
      ))`),
  );
  return rowCount ?? 0;
}
