import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import pino, { type Logger } from 'pino';
import { closeDb, type Db, openDb } from '../db/client';
import { requireRestrictedRole } from '../db/restricted-role';
import type { Config } from '../services/config';
import { KeyUse } from '../services/keys/note-use';
import { gatheredLookUp } from '../services/lists/look-up';
import { SecretStore } from '../services/recommendation-ids/tenant-secrets';
import { ModelCache } from '../services/versions/model-cache';
import { ApiMetrics } from './api-metrics';
import { createApp } from './app';
import { briefError } from './brief-error';
import { watchTemporal } from './temporal-state';

export interface RunningApi {
  url: string;
  /** Takes no more, lets what is under way end, and closes everything. */
  close: () => Promise<void>;
}

/** The operator's questions are few. */
const FLEET_CONNECTIONS = 3;
const LONGEST_DRAIN_MS = 10_000;
/** Models for explanations: about fifty of tenants with four thousand products. */
const MODEL_CACHE_BYTES = 128 * 1024 * 1024;

/** Starts the api role. Refuses a database role that could see past its tenant. */
export async function startApi(
  config: Config,
  log: Logger = pino({ level: config.LOG_LEVEL }),
): Promise<RunningApi> {
  let closing = false;
  const onError = (err: Error) => {
    if (!closing) log.warn({ fault: briefError(err) }, 'a connection to Postgres broke off');
  };
  const db = openDb({
    url: config.DATABASE_URL,
    connections: config.DATABASE_CONNECTIONS,
    applicationName: 'nightshift api',
    onError,
  });
  const fleetDb = openDb({
    url: config.FLEET_DATABASE_URL,
    connections: FLEET_CONNECTIONS,
    applicationName: 'nightshift api fleet',
    onError,
  });
  const temporal = watchTemporal(config.TEMPORAL_ADDRESS);
  const closeAll = async () => {
    closing = true;
    await Promise.allSettled([closeDb(db), closeDb(fleetDb), temporal.close()]);
  };
  try {
    await requireRestrictedRole(db, 'DATABASE_URL');
    await requireRestrictedRole(fleetDb, 'FLEET_DATABASE_URL');
    let stopping = false;
    const app = appOn(db, fleetDb, config, log, { temporal: temporal.state, stopping: () => stopping });
    const server = createServer(app);
    // An import may take as long as it needs; headers may not, and small bodies have a limit of their own.
    server.requestTimeout = 0;
    server.headersTimeout = 30_000;
    // A sender that has said nothing for so long is gone, whatever its socket says.
    server.timeout = 120_000;
    // Longer than load balancers keep theirs, so that none sends into a connection being closed.
    server.keepAliveTimeout = 65_000;
    const url = await listen(server, config);
    log.info({ url }, 'api listens');
    return {
      url,
      close: async () => {
        stopping = true;
        await drain(server);
        await closeAll();
      },
    };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

function appOn(
  db: Db,
  fleetDb: Db,
  config: Config,
  log: Logger,
  state: { temporal: () => Promise<'up' | 'down'>; stopping: () => boolean },
) {
  const metrics = new ApiMetrics();
  metrics.watch('app', db);
  metrics.watch('fleet', fleetDb);
  const now = Date.now;
  return createApp({
    db,
    fleetDb,
    log,
    now,
    metrics,
    secrets: new SecretStore(db),
    keyUse: new KeyUse(db, now),
    // Lists leave connections to the other calls, however many are asked for.
    lookUp: gatheredLookUp(db, {
      mostUnderWay: Math.max(1, Math.floor(config.DATABASE_CONNECTIONS / 2)),
      onBatch: (size) => metrics.listBatch(size),
    }),
    models: new ModelCache(db, {
      limitBytes: MODEL_CACHE_BYTES,
      onFault: (err) => log.warn({ fault: briefError(err) }, 'a model could not be read for explanations'),
    }),
    temporalState: state.temporal,
    stopping: state.stopping,
  });
}

function listen(server: Server, config: Config): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(config.PORT, config.HOST, () => {
      server.off('error', reject);
      const { port } = server.address() as AddressInfo; // listens on TCP
      const host = config.HOST.includes(':') ? `[${config.HOST}]` : config.HOST;
      resolve(`http://${host}:${port}`);
    });
  });
}

async function drain(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const late = setTimeout(() => server.closeAllConnections(), LONGEST_DRAIN_MS);
  // A connection that was kept alive becomes idle with its last answer.
  const idle = setInterval(() => server.closeIdleConnections(), 100);
  await closed;
  clearTimeout(late);
  clearInterval(idle);
}
