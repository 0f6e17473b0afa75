import type { PoolClient } from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import type { Db } from '../../db/client';
import { ColumnDecoder, type ColumnKind } from './copy-columns';

/** Runs `work` on one connection in a read-only transaction that sees one tenant, at one moment. */
export async function withTenantSnapshot<T>(
  db: Db,
  tenantId: number,
  work: (client: PoolClient) => Promise<T>,
): Promise<T> {
  const client = await db.$client.connect();
  let broken: Error | undefined;
  try {
    await client.query('begin isolation level repeatable read read only');
    await client.query(`select set_config('app.tenant_id', $1, true)`, [String(tenantId)]);
    const result = await work(client);
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback').catch((failure: Error) => {
      broken = failure;
    });
    throw error;
  } finally {
    // A connection that could not even roll back is thrown away, not lent to the next.
    client.release(broken);
  }
}

/** The columns of a query. COPY takes no parameters: `query` may hold numbers of our own, never a caller's text. */
export async function copyColumns(
  client: PoolClient,
  query: string,
  kinds: readonly ColumnKind[],
  expectedRows?: number,
): Promise<{ rows: number; columns: Float64Array[] }> {
  const decoder = new ColumnDecoder(kinds, expectedRows);
  const stream = client.query(copyTo(`copy (${query}) to stdout (format binary)`));
  for await (const chunk of stream) decoder.push(chunk as Buffer);
  return decoder.finish();
}
