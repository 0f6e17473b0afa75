import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { postgresCode } from '../services/postgres-code';
import { ServiceError } from '../services/service-error';
import { FAULTS } from '../workflows/contracts';
import { FittingError, ThreadLostError } from './fitting/pool';

/** Classes of SQLSTATE that the same statement would meet again: bad data, a broken constraint, bad SQL. */
const FINAL_SQL_CLASSES = new Set(['22', '23', '42']);

/** Faults of code, not of circumstance: trying again for hours would only hide them. */
const OUR_MISTAKES = new Set(['TypeError', 'ReferenceError', 'RangeError', 'SyntaxError']);

/**
 * One of the two places where errors change shape (the other is api/problem.ts). A refusal, a computation that
 * failed and a statement that cannot succeed would be the same on every attempt, and are final; everything else
 * is the infrastructure's mood, and is tried again. Either way only a short message travels: Temporal holds no
 * rows, and a tenant reads the sentence that is made of it. The log has the rest.
 */
export function toFault(error: unknown): Error {
  if (error instanceof ApplicationFailure || error instanceof CancelledFailure) return error;
  if (error instanceof ServiceError) return final(error.detail);
  if (error instanceof FittingError) return final(error.message);
  const code = postgresCode(error);
  if (code !== undefined) {
    if (FINAL_SQL_CLASSES.has(code.slice(0, 2))) return final(`Postgres refused a statement (${code})`);
    return passing(`Postgres could not answer (${code})`);
  }
  if (error instanceof ThreadLostError) return passing(error.message);
  const { name, code: cause } = rootOf(error);
  if (OUR_MISTAKES.has(name)) return final(`a mistake in Nightshift itself (${name})`);
  return passing(`${name}${cause === undefined ? '' : ` (${cause})`}`);
}

function final(message: string): ApplicationFailure {
  return ApplicationFailure.create({ message, type: FAULTS.refused, nonRetryable: true });
}

function passing(message: string): ApplicationFailure {
  return ApplicationFailure.create({ message, type: 'NightshiftInfrastructure', nonRetryable: false });
}

/** The innermost cause: drizzle's own message would carry the whole statement with its parameters. */
export function rootOf(error: unknown): { name: string; message: string; code?: string; stack?: string } {
  let root = error;
  while (root instanceof Error && root.cause instanceof Error) root = root.cause;
  if (!(root instanceof Error)) return { name: 'Error', message: String(root) };
  const { code } = root as { code?: unknown };
  return {
    name: root.name,
    message: root.message,
    ...(typeof code === 'string' && { code }),
    ...(root.stack !== undefined && { stack: root.stack }),
  };
}
