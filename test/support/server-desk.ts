import { mkdirSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { endRunFolder, openRunFolder, sweepDeadRuns } from './run-folder';
import { type LentDatabase, TestPostgres } from './test-postgres';
import { TestTemporal } from './test-temporal';

/*
 * One Postgres and one Temporal for a whole run, started when the first test asks: a run that needs neither
 * starts neither. The servers belong to jest's main process, which outlives its workers; the tests ask it over
 * loopback, because jest gives them no other way to reach it.
 */

export const DESK_VARIABLE = 'NIGHTSHIFT_TEST_DESK';
export const FOLDER_VARIABLE = 'NIGHTSHIFT_TEST_FOLDER';

interface Desk {
  http: Server;
  postgres: TestPostgres;
  temporal: TestTemporal;
  folder: string;
  stopped?: Promise<void>;
}

/** What a test may ask for; answers are JSON. */
export interface DeskAnswers {
  '/database': LentDatabase;
  '/database/drop': Record<string, never>;
  '/temporal': { address: string; namespace: string };
  '/temporal/drop': Record<string, never>;
}

// jest loads set-up and teardown as separate modules: the process is what they share.
const shared = globalThis as { nightshiftDesk?: Desk };

export async function startServerDesk(): Promise<void> {
  await sweepDeadRuns();
  const folder = openRunFolder();
  const postgres = new TestPostgres(folder);
  const temporal = new TestTemporal(folder);
  const http = createServer((request, response) => {
    const asked = new URL(request.url ?? '/', 'http://desk');
    const name = asked.searchParams.get('name') ?? '';
    const work: Record<string, () => Promise<object>> = {
      '/database': () => postgres.lend(),
      '/database/drop': () => postgres.drop(name),
      '/temporal': () => temporal.lend(),
      '/temporal/drop': () => temporal.drop(name),
    };
    Promise.resolve(work[asked.pathname]?.() ?? Promise.reject(new Error(`Nothing at ${asked.pathname}`)))
      .then((answer) => response.end(JSON.stringify(answer)))
      .catch((error: Error) => {
        response.statusCode = 500;
        response.end(error.stack ?? error.message);
      });
  });
  await new Promise<void>((resolve) => http.listen({ port: 0, host: '127.0.0.1' }, resolve));
  http.unref();
  const address = http.address();
  if (address === null || typeof address === 'string') throw new Error('The server desk got no port');
  process.env[FOLDER_VARIABLE] = folder;
  // What tests make in "the" temporary folder goes with the run, also where the run was killed.
  process.env.TMPDIR = join(folder, 'tmp');
  mkdirSync(process.env.TMPDIR, { recursive: true });
  process.env[DESK_VARIABLE] = `http://127.0.0.1:${address.port}`;
  shared.nightshiftDesk = { http, postgres, temporal, folder };
  // Jest ends at once on a signal, without its teardown.
  for (const [signal, status] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const) {
    process.once(signal, () => void stopServerDesk().finally(() => process.exit(status)));
  }
}

/** Once, however often it is asked: on a signal jest may still come to its teardown. */
export async function stopServerDesk(): Promise<void> {
  const desk = shared.nightshiftDesk;
  if (!desk) return;
  desk.stopped ??= stopAll(desk);
  await desk.stopped;
}

async function stopAll(desk: Desk): Promise<void> {
  desk.http.closeAllConnections();
  desk.http.close();
  await desk.temporal.stop();
  await desk.postgres.stop();
  endRunFolder(desk.folder);
}
