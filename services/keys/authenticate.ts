import type { Db } from '../../db/client';
import type { KeyRole } from './key-text';

export interface KeyHolder {
  keyId: string;
  role: KeyRole;
  /** The number of the tenant that was named; absent where there is none such, or it is not this key's. */
  tenantId?: number;
}

/** Whose key this is, read from the primary each time: a key revoked a moment ago is no key. */
export async function authenticate(db: Db, keyHash: Buffer, slug: string): Promise<KeyHolder | undefined> {
  const { rows } = await db.$client.query<{ key_id: string; key_role: KeyRole; tenant_id: number | null }>({
    name: 'authenticate',
    text: 'select key_id, key_role, tenant_id from authenticate($1, $2)',
    values: [keyHash, slug],
  });
  const row = rows[0];
  if (!row) return undefined;
  return {
    keyId: row.key_id,
    role: row.key_role,
    ...(row.tenant_id !== null && { tenantId: row.tenant_id }),
  };
}
