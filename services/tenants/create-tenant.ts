import { sql } from 'drizzle-orm';
import type { Db } from '../../db/client';
import { inTenant } from '../../db/in-tenant';
import { tenantCounters, tenants } from '../../db/schema';
import type { Actor } from '../actor';
import { recordAudit } from '../audit/record';
import { insertKey } from '../keys/create-key';
import { raiseLook } from '../outbox/raise';
import { postgresCode } from '../postgres-code';
import { ServiceError } from '../service-error';
import { findTenant } from './get-tenant';
import { describeTenant } from './read-tenants';
import { requireTimezone } from './require-timezone';
import type { NewTenant } from './tenant-input';
import type { TenantView } from './tenant-view';

export type CreatedTenant = TenantView & { keys: { admin: string; client: string } };

/** Makes a tenant with its first keys, and asks for its workflow, all or nothing. */
export async function createTenant(db: Db, actor: Actor, wanted: NewTenant): Promise<CreatedTenant> {
  // The number comes first: row-level security lets a transaction write one tenant, which it must name.
  const { rows } = await db.execute<{ id: string }>(sql`select nextval('tenants_tenant_id_seq')::text as id`);
  const tenantId = Number(rows[0]?.id);
  try {
    return await inTenant(db, tenantId, async (tx) => {
      if (wanted.timezone !== undefined) await requireTimezone(tx, wanted.timezone);
      await tx
        .insert(tenants)
        .overridingSystemValue()
        .values({
          tenantId,
          slug: wanted.id,
          name: wanted.name,
          ...(wanted.timezone !== undefined && { timezone: wanted.timezone }),
          ...(wanted.currency !== undefined && { currency: wanted.currency }),
          ...(wanted.nightAt !== undefined && { nightAt: wanted.nightAt }),
          ...(wanted.settings !== undefined && { settings: wanted.settings }),
        });
      await tx.insert(tenantCounters).values({ tenantId });
      await recordAudit(tx, tenantId, actor, 'tenant.created', { name: wanted.name });
      const admin = await insertKey(tx, tenantId, actor, { role: 'admin', note: 'first admin key' });
      const client = await insertKey(tx, tenantId, actor, { role: 'client', note: 'first client key' });
      await raiseLook(tx, tenantId);
      return {
        ...describeTenant(await findTenant(tx, tenantId), 0),
        keys: { admin: admin.key, client: client.key },
      };
    });
  } catch (error) {
    if (postgresCode(error) !== '23505') throw error;
    throw new ServiceError(
      'already-exists',
      `id: expected one that no tenant has, got ${JSON.stringify(wanted.id)}, which is taken.`,
      { cause: error },
    );
  }
}
