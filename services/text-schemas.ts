import { z } from 'zod';

/** Texts that callers send. Each message completes "expected ...", so that a problem can say what was expected. */

const TENANT_ID = /^[a-z0-9][a-z0-9-]{0,62}$/;
// With the u flag a pair of surrogates is one character, and \p{Cs} is a lone one: no text at all.
const EXTERNAL_ID = /^[^\p{Cc}\p{Cs}]{1,128}$/u;
const BROKEN = /[\0\p{Cs}]/u;

export const TenantId = z
  .string({ error: 'a tenant id: lower-case letters, digits and hyphens, at most 63, no hyphen first' })
  .regex(TENANT_ID, {
    error: 'a tenant id: lower-case letters, digits and hyphens, at most 63, no hyphen first',
  });

const idExpected = 'text of 1 to 128 characters, none of them a control character';

/** A customer's, product's, event's or shopping session's id, as the sender writes it. */
export const ExternalId = z.string({ error: idExpected }).regex(EXTERNAL_ID, { error: idExpected });

export function isTenantId(text: string): boolean {
  return TENANT_ID.test(text);
}

/** Free text: anything that Postgres can hold as text, which is all but NUL and halves of characters. */
export function freeText(shortest: number, longest: number) {
  const expected = `text of ${shortest} to ${longest} characters, without NUL or half surrogate pairs`;
  return z
    .string({ error: expected })
    .min(shortest, { error: expected })
    .max(longest, { error: expected })
    .refine((text) => !BROKEN.test(text), { error: expected });
}

const currencyExpected = 'a currency code of three capital letters, such as EUR';
export const Currency = z
  .string({ error: currencyExpected })
  .regex(/^[A-Z]{3}$/, { error: currencyExpected });

const DEEPEST = 10;
const LONGEST_ATTRIBUTES = 16_384;
const attributesExpected = `an object at most ${DEEPEST} levels deep and ${LONGEST_ATTRIBUTES} characters of JSON long, its numbers finite`;

export const Attributes = z
  .record(z.string(), z.unknown(), { error: attributesExpected })
  .refine((value) => storable(value, DEEPEST) && JSON.stringify(value).length <= LONGEST_ATTRIBUTES, {
    error: attributesExpected,
  });

/** Whether jsonb holds it as it came. 1e999 parses as Infinity, which JSON would write as null. */
function storable(value: unknown, levels: number): boolean {
  if (typeof value === 'string') return !BROKEN.test(value);
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object' || value === null) return true;
  if (levels === 0) return false;
  if (Array.isArray(value)) return value.every((item) => storable(item, levels - 1));
  return Object.entries(value).every(([key, item]) => !BROKEN.test(key) && storable(item, levels - 1));
}
