import { DrizzleQueryError } from 'drizzle-orm';

/**
 * An error as the log may have it. Drizzle's message brings the statement's values, and pg's errors bring the
 * client and the conflicting key: customers' ids are among them, so neither is passed on.
 */
export function briefError(error: unknown): Record<string, unknown> {
  if (error instanceof DrizzleQueryError && error.cause) {
    return { ...briefError(error.cause), statement: error.query.replace(/\s+/g, ' ').slice(0, 200) };
  }
  if (!(error instanceof Error)) return { message: String(error) };
  const { code } = error as { code?: unknown };
  const frames = (error.stack ?? '').split('\n').filter((line) => line.startsWith('    at '));
  return {
    name: error.name,
    message: error.message,
    ...(typeof code === 'string' && { code }),
    stack: frames.slice(0, 12).join('\n'),
    ...(error.cause !== undefined && { cause: briefError(error.cause) }),
  };
}
