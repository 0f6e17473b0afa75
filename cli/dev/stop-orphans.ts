import { join } from 'node:path';
import type { DevFolder } from './dev-folder';
import { postgresOn } from './embedded-postgres';
import { serviceFolder } from './postgres-home';
import type { ProcessIdentity } from './process-identity';
import { orphans, type ProcessName, recordProcess, STOP_ORDER } from './process-record';
import { stopProcess } from './stop-process';

/** How each is asked to end in order: SIGINT is Postgres's fast shutdown. */
export const STOP_SIGNALS = {
  api: { signal: 'SIGTERM', graceMs: 10_000 },
  worker: { signal: 'SIGTERM', graceMs: 20_000 },
  temporal: { signal: 'SIGTERM', graceMs: 10_000 },
  postgres: { signal: 'SIGINT', graceMs: 30_000 },
} as const satisfies Record<ProcessName, { signal: NodeJS.Signals; graceMs: number }>;

/**
 * Stops what an earlier start of this clone left running when it was killed. Stopped rather than adopted: a
 * server whose log and settings we did not choose today is a surprise kept for later, and both start in a second.
 */
export async function stopOrphans(folder: DevFolder): Promise<string[]> {
  const left: { name: ProcessName; process: ProcessIdentity }[] = orphans(folder.state);
  if (!left.some(({ name }) => name === 'postgres')) {
    // Killed between the start of Postgres and its record: Postgres's own file tells.
    const found = postgresOn(folder.postgres) ?? postgresOn(join(serviceFolder(), 'data'));
    if (found) left.push({ name: 'postgres', process: found });
  }
  for (const { name, process } of left) await stopProcess(process, STOP_SIGNALS[name]);
  for (const name of STOP_ORDER) recordProcess(folder.state, name, undefined);
  return left.map(({ name, process }) => `${name} (pid ${process.pid})`);
}
