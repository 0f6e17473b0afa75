/** A command was refused or failed: its message is for the person at the terminal; exit status 1. */
export class CommandError extends Error {
  override name = 'CommandError';
}

/** The command was not written as its usage says; exit status 2. */
export class UsageError extends Error {
  override name = 'UsageError';
}

/** What the API answers when it refuses (RFC 9457). */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail?: string;
  requestId?: string;
  errors?: { path: string; expected: string; actual: string }[];
}

export class ProblemError extends CommandError {
  override name = 'ProblemError';
  readonly problem: Problem;
  readonly retryAfterSeconds: number | undefined;

  constructor(problem: Problem, retryAfterSeconds?: number) {
    super(problemText(problem));
    this.problem = problem;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** The faults one by one where there are any: then `detail` says the same in one line. */
function problemText({ title, status, detail, errors = [], requestId }: Problem): string {
  const lines = [`${title} (${status})`];
  if (errors.length === 0 && detail && detail !== title) lines.push(detail);
  for (const { path, expected, actual } of errors) {
    lines.push(`  ${path ? `${path}: ` : ''}expected ${expected}, got ${actual}`);
  }
  if (status >= 500 && requestId) lines.push(`Request ${requestId}`);
  return lines.join('\n');
}
