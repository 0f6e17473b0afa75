import type { z } from 'zod';

/** What does not fit, and where: what was expected there and what came. */
export interface Fault {
  path: string;
  expected: string;
  actual: string;
}

export type Checked<T> = { ok: true; value: T } | { ok: false; faults: Fault[] };

const MOST_FAULTS = 20;

/** Parses a value from outside; on failure every fault is told, in words, never the whole value back. */
export function check<S extends z.ZodType>(schema: S, value: unknown): Checked<z.output<S>> {
  // Without parameters zod is more than twice as fast, so the words are asked for only where there is a fault.
  const quick = schema.safeParse(value);
  if (quick.success) return { ok: true, value: quick.data };
  const parsed = schema.safeParse(value, { error: expectation });
  if (parsed.success) return { ok: true, value: parsed.data };
  const faults = parsed.error.issues.flatMap((issue) => faultsOf(issue, value));
  return { ok: false, faults: faults.slice(0, MOST_FAULTS) };
}

/** One line for people: `quantity: expected a number above 0, got -1`. */
export function sentenceOf(fault: Fault): string {
  return `${fault.path === '' ? '' : `${fault.path}: `}expected ${fault.expected}, got ${fault.actual}`;
}

function faultsOf(issue: z.core.$ZodIssue, root: unknown): Fault[] {
  const path = issue.path.map(String);
  const at = issue.path.reduce<unknown>(step, root);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: [...path, cut(key)].join('.'),
      expected: 'no field of this name',
      actual: describe(step(at, key)),
    }));
  }
  return [{ path: path.join('.'), expected: issue.message, actual: describe(at) }];
}

function step(value: unknown, key: PropertyKey): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.getOwnPropertyDescriptor(value, key)?.value;
}

const NOUNS: Record<string, string> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'an object',
  record: 'an object',
  array: 'an array',
};

/** The message of an issue whose schema brings none of its own; it completes "expected ...". */
function expectation(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return NOUNS[issue.expected] ?? issue.expected;
    case 'invalid_value':
      return issue.values.length === 1 ? String(issue.values[0]) : `one of ${issue.values.join(', ')}`;
    case 'too_small':
      return `${issue.inclusive ? 'at least' : 'more than'} ${issue.minimum}${unitOf(issue.origin)}`;
    case 'too_big':
      return `${issue.inclusive ? 'at most' : 'less than'} ${issue.maximum}${unitOf(issue.origin)}`;
    default:
      return undefined;
  }
}

function unitOf(origin: string): string {
  return origin === 'string' ? ' characters' : origin === 'array' ? ' items' : '';
}

/** A value as a message shows it: short, quoted, never walked into. */
function describe(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'string') return JSON.stringify(cut(value));
  if (Array.isArray(value)) return `an array of ${value.length} items`;
  if (typeof value === 'object' && value !== null) return 'an object';
  return String(value);
}

function cut(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}… (${text.length} characters)` : text;
}
