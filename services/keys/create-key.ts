import type { Db } from '../../db/client';
import { inTenant, type TenantTx } from '../../db/in-tenant';
import { apiKeys } from '../../db/schema';
import type { Actor } from '../actor';
import { recordAudit } from '../audit/record';
import { hashKey, newKey } from './key-text';
import { describeKey, type KeyView } from './key-view';

export interface NewKey {
  role: 'admin' | 'client';
  note?: string | undefined;
}

/** Makes a key for a tenant. The answer is the only place where it is ever seen. */
export function createKey(
  db: Db,
  tenantId: number,
  actor: Actor,
  wanted: NewKey,
): Promise<KeyView & { key: string }> {
  return inTenant(db, tenantId, (tx) => insertKey(tx, tenantId, actor, wanted));
}

export async function insertKey(
  tx: TenantTx,
  tenantId: number,
  actor: Actor,
  wanted: NewKey,
): Promise<KeyView & { key: string }> {
  const key = newKey(wanted.role);
  const [row] = await tx
    .insert(apiKeys)
    .values({ tenantId, role: wanted.role, hash: hashKey(key), note: wanted.note ?? null })
    .returning();
  if (!row) throw new Error('Expected the new key back from its insert, got nothing');
  await recordAudit(tx, tenantId, actor, 'key.created', { keyId: row.keyId, role: wanted.role });
  return { ...describeKey(row), key };
}
