import { and, desc, eq, lt } from 'drizzle-orm';
import { z } from 'zod';
import type { Db } from '../../db/client';
import { inTenant } from '../../db/in-tenant';
import { audit } from '../../db/schema';
import { decodeCursor, LongNumberCursor, type Page, type PageRequest, toPage } from '../paging';

/** Who did what. */
export const AuditView = z
  .object({
    auditId: z.string(),
    at: z.string(),
    actor: z.object({
      role: z.enum(['operator', 'admin', 'client', 'night', 'system']),
      keyId: z.string().optional(),
    }),
    action: z.string(),
    detail: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'AuditEntry' });
export type AuditView = z.infer<typeof AuditView>;

/** What was done to a tenant, newest first. */
export async function listAudit(db: Db, tenantId: number, page: PageRequest): Promise<Page<AuditView>> {
  const before = decodeCursor(page.cursor, LongNumberCursor);
  const rows = await inTenant(db, tenantId, (tx) =>
    tx
      .select()
      .from(audit)
      .where(and(eq(audit.tenantId, tenantId), before === undefined ? undefined : lt(audit.auditNo, before)))
      .orderBy(desc(audit.auditNo))
      .limit(page.limit + 1),
  );
  return toPage(
    rows,
    page.limit,
    (row) => row.auditNo,
    (row) => ({
      auditId: String(row.auditNo),
      at: row.at.toISOString(),
      actor: { role: row.actorRole, ...(row.actorKeyId !== null && { keyId: row.actorKeyId }) },
      action: row.action,
      detail: row.detail,
    }),
  );
}
