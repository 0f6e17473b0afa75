import { availableParallelism } from 'node:os';
import { NativeConnection, Runtime, Worker, type WorkflowBundleOption } from '@temporalio/worker';
import type { Logger } from 'pino';
import { createActivities } from '../../activities/create-activities';
import { openFittingPool } from '../../activities/fitting/pool';
import { closeDb, openDb } from '../../db/client';
import { requireRestrictedRole } from '../../db/restricted-role';
import type { Config } from '../../services/config';
import { DatasetCache } from '../../services/nights/dataset-cache';
import { TASK_QUEUE } from '../../workflows/contracts';
import { type RelayOptions, startRelay } from './relay';
import { connectTemporal, missingSearchAttributes } from './temporal';

/** Nights at work side by side on one worker; each waits most of its time for a fitting thread or Postgres. */
const ACTIVITIES_AT_ONCE = 24;
/** Sleeping tenants gain little from a cached workflow: one short replay a night is cheaper than its memory. */
const CACHED_WORKFLOWS = 500;
const DATASET_CACHE_BYTES = 256 * 2 ** 20;

export interface WorkerOptions {
  config: Config;
  logger: Logger;
  workflows: WorkflowBundleOption | { workflowsPath: string };
  now?: () => number;
  threadFile?: string;
  relay?: Pick<RelayOptions, 'pollMs' | 'sweepMs' | 'reconcileMs'>;
}

export interface RunningWorker {
  /** Settles when the worker has stopped, by `stop` or by a fault. */
  done: Promise<void>;
  stop(): Promise<void>;
}

/** The worker role: workflow tasks, the activities of nights, and the relay. */
export async function startWorker(options: WorkerOptions): Promise<RunningWorker> {
  const { config, logger } = options;
  const onError = (error: Error) => logger.warn({ error: error.message }, 'a database connection broke');
  const db = openDb({
    url: config.DATABASE_URL,
    connections: config.DATABASE_CONNECTIONS,
    applicationName: 'nightshift worker',
    onError,
  });
  const fleet = openDb({
    url: config.FLEET_DATABASE_URL,
    connections: 3,
    applicationName: 'nightshift relay',
    onError,
  });
  await requireRestrictedRole(db, 'DATABASE_URL');
  await requireRestrictedRole(fleet, 'FLEET_DATABASE_URL');

  const temporal = await connectTemporal(config);
  const missing = await missingSearchAttributes(temporal.connection as never, config.TEMPORAL_NAMESPACE);
  if (missing.length > 0) {
    throw new Error(
      `The search attributes ${missing.join(', ')} are not registered in Temporal's namespace ` +
        `${config.TEMPORAL_NAMESPACE}; run \`nightshift migrate\` with TEMPORAL_ADDRESS set.`,
    );
  }
  const fitting = openFittingPool({
    threads: config.FITTING_THREADS ?? Math.max(1, availableParallelism() - 1),
    memoryBytes: config.FITTING_MEMORY_MB * 2 ** 20,
    threadFile: options.threadFile,
  });
  const native = await NativeConnection.connect({ address: config.TEMPORAL_ADDRESS });
  const worker = await Worker.create({
    connection: native,
    namespace: config.TEMPORAL_NAMESPACE,
    taskQueue: TASK_QUEUE,
    ...('workflowsPath' in options.workflows
      ? { workflowsPath: options.workflows.workflowsPath }
      : { workflowBundle: options.workflows }),
    activities: createActivities({
      db,
      fitting,
      datasets: new DatasetCache(DATASET_CACHE_BYTES),
      now: options.now ?? Date.now,
      logger,
    }),
    maxCachedWorkflows: CACHED_WORKFLOWS,
    maxConcurrentActivityTaskExecutions: ACTIVITIES_AT_ONCE,
    // A freeze must reach a fit within seconds, however long its heartbeat time-out.
    maxHeartbeatThrottleInterval: '1 s',
    defaultHeartbeatThrottleInterval: '1 s',
    // A night's stage is repeated cheaply: its cut is fixed. Stopping quickly matters more.
    shutdownGraceTime: '2 s',
    shutdownForceTime: '15 s',
  });
  const relay = startRelay({ fleet, temporal, logger, ...options.relay });
  const done = worker.run().finally(async () => {
    await relay.stop();
    await fitting.close();
    await Promise.all([closeDb(db), closeDb(fleet), temporal.connection.close(), native.close()]);
  });
  return {
    done,
    async stop() {
      if (worker.getState() === 'RUNNING') worker.shutdown();
      await done;
    },
  };
}

/** Temporal's own log lines, in ours. */
export function installRuntime(logger: Logger): void {
  Runtime.install({
    logger: {
      log: (level, message, meta) => write(logger, level, message, meta),
      trace: (message, meta) => logger.trace(meta ?? {}, message),
      debug: (message, meta) => logger.debug(meta ?? {}, message),
      info: (message, meta) => logger.info(meta ?? {}, message),
      warn: (message, meta) => logger.warn(meta ?? {}, message),
      error: (message, meta) => logger.error(meta ?? {}, message),
    },
    // The process's own role decides when to stop.
    shutdownSignals: [],
  });
}

function write(
  logger: Logger,
  level: string,
  message: string,
  meta: Record<string, unknown> | undefined,
): void {
  const method = level.toLowerCase();
  if (method === 'warn' || method === 'error' || method === 'debug' || method === 'trace') {
    logger[method](meta ?? {}, message);
  } else logger.info(meta ?? {}, message);
}
