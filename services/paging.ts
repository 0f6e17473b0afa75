import { z } from 'zod';
import { ServiceError } from './service-error';

/** One page of a list: `nextCursor` is null on the last. */
export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

export interface PageRequest {
  limit: number;
  cursor?: string | undefined;
}

/** A page from rows read with one more than the limit: the extra row only says that there is a next page. */
export function toPage<Row, T>(
  rows: Row[],
  limit: number,
  cursorOf: (row: Row) => string | number,
  describe: (row: Row) => T,
): Page<T> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const nextCursor = rows.length > limit && last !== undefined ? encodeCursor(cursorOf(last)) : null;
  return { items: shown.map(describe), nextCursor };
}

/** Cursors are opaque to callers, so that what stands in them may change. */
function encodeCursor(position: string | number): string {
  return Buffer.from(String(position)).toString('base64url');
}

export function decodeCursor<S extends z.ZodType>(
  cursor: string | undefined,
  schema: S,
): z.output<S> | undefined {
  if (cursor === undefined) return undefined;
  const parsed = schema.safeParse(Buffer.from(cursor, 'base64url').toString());
  if (parsed.success) return parsed.data;
  throw new ServiceError(
    'invalid-request',
    'query.cursor: expected the nextCursor of an earlier page, got something else.',
  );
}

/** A column of type integer: a greater number is one that Postgres cannot compare it with. */
export const NumberCursor = z
  .string()
  .regex(/^[0-9]{1,10}$/)
  .transform(Number)
  .refine((number) => number <= 2_147_483_647);
/** A column of type bigint. */
export const LongNumberCursor = z
  .string()
  .regex(/^[0-9]{1,15}$/)
  .transform(Number);
export const UuidCursor = z.uuid();
