import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { postgresCode } from '../services/postgres-code';
import { ServiceError } from '../services/service-error';
import { FAULTS } from '../workflows/contracts';
import { FittingError } from './fitting/pool';

/** Classes of SQLSTATE that the same statement would meet again: bad data, a broken constraint, bad SQL. */
const FINAL_SQL_CLASSES = new Set(['22', '23', '42']);

/**
 * One of the two places where errors change shape (the other is api/problem.ts). A refusal, a computation that
 * failed and a statement that cannot succeed would be the same on every attempt, and are final; everything else
 * is the infrastructure's mood, and is tried again.
 */
export function toFault(error: unknown): unknown {
  if (error instanceof ApplicationFailure || error instanceof CancelledFailure) return error;
  if (error instanceof ServiceError) return final(error.detail);
  if (error instanceof FittingError) return final(error.message);
  const code = postgresCode(error);
  if (code !== undefined && FINAL_SQL_CLASSES.has(code.slice(0, 2))) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    return final(`Postgres refused a statement (${code}): ${(cause as Error).message}`);
  }
  return error;
}

function final(message: string): ApplicationFailure {
  return ApplicationFailure.create({ message, type: FAULTS.refused, nonRetryable: true });
}
