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

/** Between two statements of a transaction; the server ends it then. */
const LONGEST_PAUSE_MS = 60_000;

export function openDb(options: DbOptions): Db {
  const pool = new Pool({
    connectionString: options.url,
    max: options.connections ?? 10,
    application_name: options.applicationName ?? 'nightshift',
    connectionTimeoutMillis: 10_000,
    // A process that has vanished, or hangs, must not hold its locks. No transaction pauses: an import has read
    // its chunk before it begins one.
    idle_in_transaction_session_timeout: LONGEST_PAUSE_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: 30_000,
  });
  pool.on('error', (error) => options.onError?.(error));
  // The pool listens to connections that nobody uses. One that breaks off between two statements of a transaction
  // fails the next of them; unheard, it would end the process.
  pool.on('connect', (client) => client.on('error', () => {}));
  return drizzle(pool, { schema });
}

export function closeDb(db: Db): Promise<void> {
  return db.$client.end();
}
