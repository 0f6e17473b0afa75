import { and, asc, eq, isNull, sql } from 'drizzle-orm';
import type { Db } from '../../db/client';
import { inTenant } from '../../db/in-tenant';
import { apiKeys } from '../../db/schema';
import { decodeCursor, type Page, type PageRequest, toPage, UuidCursor } from '../paging';
import { describeKey, type KeyView } from './key-view';

/** A tenant's keys that work, oldest first. */
export async function listKeys(db: Db, tenantId: number, page: PageRequest): Promise<Page<KeyView>> {
  const after = decodeCursor(page.cursor, UuidCursor);
  const rows = await inTenant(db, tenantId, (tx) =>
    tx
      .select()
      .from(apiKeys)
      .where(
        and(
          eq(apiKeys.tenantId, tenantId),
          isNull(apiKeys.revokedAt),
          after === undefined
            ? undefined
            : sql`(${apiKeys.createdAt}, ${apiKeys.keyId}) > (select created_at, key_id from api_keys where key_id = ${after})`,
        ),
      )
      .orderBy(asc(apiKeys.createdAt), asc(apiKeys.keyId))
      .limit(page.limit + 1),
  );
  return toPage(rows, page.limit, (row) => row.keyId, describeKey);
}
