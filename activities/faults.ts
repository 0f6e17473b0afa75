import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { ServiceError } from '../services/service-error';
import { FAULTS } from '../workflows/contracts';

/**
 * One of the two places where errors change shape (the other is api/problem.ts): a refusal would be the same
 * on every attempt, so it is final; everything else is the infrastructure's mood, and is tried again.
 */
export function toFault(error: unknown): unknown {
  if (error instanceof ApplicationFailure || error instanceof CancelledFailure) return error;
  if (error instanceof ServiceError) {
    return ApplicationFailure.create({
      message: error.detail,
      type: FAULTS.refused,
      nonRetryable: true,
      cause: error,
    });
  }
  return error;
}
