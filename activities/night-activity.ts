import { ApplicationFailure, Context } from '@temporalio/activity';
import type { Logger } from 'pino';
import type { Db } from '../db/client';
import {
  beginStage,
  leaveStage,
  MAX_CRASHES,
  type NightHandle,
  type NightRow,
} from '../services/nights/stage';
import { tenantNumber } from '../services/nights/tenant-of';
import { ServiceError } from '../services/service-error';
import { FAULTS, type NightRef } from '../workflows/contracts';
import { rootOf, toFault } from './faults';
import { ThreadLostError } from './fitting/pool';

const HEARTBEAT_MS = 1_000;

export interface NightWork {
  handle: NightHandle;
  night: NightRow;
  /** Aborted when the tenant froze or switched off, or the worker stops. */
  signal: AbortSignal;
}

/**
 * Runs one activity of a night: takes the night for this attempt, sends heartbeats from the main thread while
 * fitting threads work, counts crashes, and turns errors into what Temporal should do about them.
 * `ended` is the answer when the night has its outcome already.
 */
export async function nightActivity<T>(
  { db, logger }: { db: Db; logger: Logger },
  ref: NightRef,
  stage: string,
  ended: T,
  work: (night: NightWork) => Promise<T>,
): Promise<T> {
  const context = Context.current();
  const heartbeat = setInterval(() => context.heartbeat(), HEARTBEAT_MS);
  let handle: NightHandle | undefined;
  try {
    const tenantId = await tenantNumber(db, ref.tenant);
    if (tenantId === undefined) throw new ServiceError('not-found', `Tenant ${ref.tenant} is gone`);
    const begun = await beginStage(db, tenantId, ref.nightNo, stage);
    if (begun.ended) return ended;
    handle = begun.handle;
    if (begun.night.crashes >= MAX_CRASHES) {
      throw ApplicationFailure.create({
        message: `The worker died ${begun.night.crashes} times during this night; the last time in ${stage}.`,
        type: FAULTS.crashed,
        nonRetryable: true,
      });
    }
    return await work({ handle, night: begun.night, signal: context.cancellationSignal });
  } catch (error) {
    if (context.cancellationSignal.aborted) await context.cancelled; // throws CancelledFailure, with its reason
    logger.warn({ tenant: ref.tenant, night: ref.nightNo, stage, error: rootOf(error) }, 'a stage failed');
    // The thread's death is a crash: the stage is left standing, for the next attempt to find and count.
    if (error instanceof ThreadLostError) handle = undefined;
    throw toFault(error);
  } finally {
    clearInterval(heartbeat);
    // Best effort: without Postgres, another attempt at this stage counts this one as a crash.
    if (handle) await leaveStage(db, handle).catch(() => undefined);
  }
}
