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

function problemText(problem: Problem): string {
  const lines = [`${problem.title} (${problem.status})`];
  if (problem.detail && problem.detail !== problem.title) lines.push(problem.detail);
  for (const { path, expected, actual } of problem.errors ?? []) {
    lines.push(`  ${path}: expected ${expected}, got ${actual}`);
  }
  if (problem.status >= 500 && problem.requestId) lines.push(`Request ${problem.requestId}`);
  return lines.join('\n');
}
