import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres';
import { Pool } from 'pg';
import * as schema from './schema';

export type Db = NodePgDatabase<typeof schema> & { $client: Pool };

export interface DbOptions {
  url: string;
  /** Connections at most; a process's share of the server's limit. */
  connections?: number;
  applicationName?: string;
  /** Told of a broken idle connection; the pool replaces it, and the process lives. */
  onError?: (error: Error) => void;
}

export function openDb(options: DbOptions): Db {
  const pool = new Pool({
    connectionString: options.url,
    max: options.connections ?? 10,
    application_name: options.applicationName ?? 'nightshift',
    connectionTimeoutMillis: 10_000,
  });
  pool.on('error', (error) => options.onError?.(error));
  return drizzle(pool, { schema });
}

export function closeDb(db: Db): Promise<void> {
  return db.$client.end();
}
