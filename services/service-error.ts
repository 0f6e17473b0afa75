/** What a caller can be told; api/problem.ts gives each its status, activities make it non-retryable. */
export type ServiceErrorCode =
  | 'malformed-request'
  | 'invalid-request'
  | 'not-found'
  | 'already-exists'
  | 'recommendations-off'
  | 'no-such-version'
  | 'conflict'
  | 'stale-attempt'
  | 'unavailable';

/** A refusal that is the caller's to know. `detail` says what was expected and what came. */
export class ServiceError extends Error {
  readonly code: ServiceErrorCode;
  readonly detail: string;

  constructor(code: ServiceErrorCode, detail: string, options?: { cause?: unknown }) {
    super(`${code}: ${detail}`, options);
    this.name = 'ServiceError';
    this.code = code;
    this.detail = detail;
  }
}
