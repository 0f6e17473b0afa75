import { Client } from 'pg';
import { hashKey, newKey } from './key-text';

export interface OperatorKey {
  keyId: string;
  key: string;
}

/**
 * Makes an operator's key, or puts back one that is given (dev keeps yesterday's). With the owner's URL: no
 * process of the platform may write a key that sees every tenant. A given key that was revoked stays so.
 */
export async function createOperatorKey(
  ownerUrl: string,
  options: { key?: string; note?: string } = {},
): Promise<OperatorKey> {
  const key = options.key ?? newKey('operator');
  const client = new Client({ connectionString: ownerUrl, application_name: 'nightshift keys' });
  await client.connect();
  try {
    const { rows } = await client.query<{ key_id: string; role: string; revoked: boolean }>(
      `insert into api_keys (tenant_id, role, hash, note) values (null, 'operator', $1, $2)
       on conflict (hash) do update set note = coalesce(excluded.note, api_keys.note)
       returning key_id, role, revoked_at is not null as revoked`,
      [hashKey(key), options.note ?? null],
    );
    const row = rows[0];
    if (row?.role !== 'operator' || row.revoked) {
      throw new Error(
        `Expected a key that may be the operator's, got one that is ${row?.revoked ? 'revoked' : `of role ${row?.role}`}`,
      );
    }
    return { keyId: row.key_id, key };
  } finally {
    await client.end();
  }
}
