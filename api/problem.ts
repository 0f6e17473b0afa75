import { type Fault, sentenceOf } from '../services/faults';
import { postgresCode } from '../services/postgres-code';
import { ServiceError, type ServiceErrorCode } from '../services/service-error';

/** Everything that a caller can be told went wrong; `type` is /problems/ and the key. */
export const problems = {
  'malformed-request': { status: 400, title: 'The request could not be read' },
  unauthorized: { status: 401, title: 'A key is needed' },
  forbidden: { status: 403, title: 'This key may not do this' },
  'not-found': { status: 404, title: 'No such resource' }, // also when it is another tenant's
  'no-such-version': { status: 404, title: 'No such version' },
  'method-not-allowed': { status: 405, title: 'This resource does not take this method' },
  'already-exists': { status: 409, title: 'It is there already' },
  'recommendations-off': { status: 409, title: 'Recommendations are switched off for this tenant' },
  conflict: { status: 409, title: 'The state of the resource does not allow this' },
  'too-large': { status: 413, title: 'The request is too large' },
  'unsupported-media-type': { status: 415, title: 'The body is of a type that is not taken here' },
  'invalid-request': { status: 422, title: 'The request did not match its schema' },
  internal: { status: 500, title: 'Something went wrong on our side' },
  unavailable: { status: 503, title: 'Not available at the moment' },
} as const satisfies Record<string, { status: number; title: string }>;

export type ProblemCode = keyof typeof problems;

export interface ProblemDetails {
  type: string;
  title: string;
  status: number;
  detail: string;
  requestId: string;
  errors?: Fault[];
}

/** A refusal by the API itself, before or after the services. */
export class ApiProblem extends Error {
  readonly code: ProblemCode;
  readonly detail: string;
  readonly errors: Fault[] | undefined;
  readonly headers: Record<string, string>;

  constructor(
    code: ProblemCode,
    detail: string,
    more: { errors?: Fault[]; headers?: Record<string, string>; cause?: unknown } = {},
  ) {
    super(`${code}: ${detail}`, { cause: more.cause });
    this.name = 'ApiProblem';
    this.code = code;
    this.detail = detail;
    this.errors = more.errors;
    this.headers = more.headers ?? {};
  }
}

export function invalid(errors: Fault[]): ApiProblem {
  const [first] = errors;
  const detail = first ? `${sentenceOf(first)}.` : 'Expected a request that matches the schema.';
  return new ApiProblem('invalid-request', detail, { errors });
}

const COME_AGAIN = { 'Retry-After': '5' };

/** The one place where an error becomes what a caller sees; what nobody expected becomes a bare 500. */
export function toProblem(error: unknown): ApiProblem {
  if (error instanceof ApiProblem) return error;
  if (error instanceof ServiceError) {
    const headers = error.code === 'unavailable' ? COME_AGAIN : {};
    return new ApiProblem(codeOf[error.code], error.detail, { headers, cause: error });
  }
  if (isUnavailable(error)) {
    return new ApiProblem(
      'unavailable',
      'The database did not take the request; try again in a few seconds.',
      { headers: COME_AGAIN, cause: error },
    );
  }
  return new ApiProblem('internal', 'The fault is ours, and recorded under this request id.', {
    cause: error,
  });
}

const codeOf: Record<ServiceErrorCode, ProblemCode> = {
  'malformed-request': 'malformed-request',
  'invalid-request': 'invalid-request',
  'not-found': 'not-found',
  'already-exists': 'already-exists',
  'recommendations-off': 'recommendations-off',
  'no-such-version': 'no-such-version',
  conflict: 'conflict',
  'stale-attempt': 'conflict',
  unavailable: 'unavailable',
};

// 08: connection; 53: out of connections, memory, disk; 57P: shutting down, starting up; 25006: a standby;
// 40001, 40P01, 55P03: lost against another transaction, and undone.
const UNAVAILABLE_CODES = /^(08|53|57P|25006|40001|40P01|55P03)/;
const UNAVAILABLE_SYSTEM = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'ETIMEDOUT',
  'EPIPE',
  'ENOENT',
]);
// pg gives these no code.
const UNAVAILABLE_MESSAGES =
  /timeout exceeded when trying to connect|Connection terminated|Client has encountered a connection error/;

function isUnavailable(error: unknown): boolean {
  const code = postgresCode(error);
  if (code !== undefined) return UNAVAILABLE_CODES.test(code);
  for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth++) {
    const { code: system, syscall } = at as NodeJS.ErrnoException;
    if (system !== undefined && UNAVAILABLE_SYSTEM.has(system) && (syscall ?? 'connect') !== 'open')
      return true;
    if (UNAVAILABLE_MESSAGES.test(at.message)) return true;
  }
  return false;
}

export function problemBody(problem: ApiProblem, requestId: string): ProblemDetails {
  const { status, title } = problems[problem.code];
  return {
    type: `/problems/${problem.code}`,
    title,
    status,
    detail: problem.detail,
    requestId,
    ...(problem.errors && { errors: problem.errors }),
  };
}
