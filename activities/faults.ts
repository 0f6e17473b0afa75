import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { ServiceError } from '../services/service-error';
import { FAULTS } from '../workflows/contracts';
import { FittingError } from './fitting/pool';

/**
 * One of the two places where errors change shape (the other is api/problem.ts): a refusal would be the same
 * on every attempt, and so would a computation that failed: both are final; everything else is the infrastructure's mood, and is tried again.
 */
export function toFault(error: unknown): unknown {
  if (error instanceof ApplicationFailure || error instanceof CancelledFailure) return error;
  if (error instanceof ServiceError || error instanceof FittingError) {
    return ApplicationFailure.create({
      message: error instanceof ServiceError ? error.detail : error.message,
      type: FAULTS.refused,
      nonRetryable: true,
    });
  }
  return error;
}
