/**
 * Postgres array literals for `unnest`. Built here rather than by the driver, which escapes every element of
 * every array: of an events batch only the texts need it.
 */

export function numberArray(values: readonly (number | null)[]): string {
  return `{${values.map((value) => value ?? 'null').join(',')}}`;
}

/** For texts whose alphabet cannot break a literal: uuids, hexadecimal, currency codes. */
export function plainArray(values: readonly (string | null)[]): string {
  return `{${values.map((value) => value ?? 'null').join(',')}}`;
}

export function textArray(values: readonly (string | null)[]): string {
  return `{${values.map((value) => (value === null ? 'null' : quoted(value))).join(',')}}`;
}

const SPECIAL = /["\\]/g;

function quoted(text: string): string {
  return `"${text.replace(SPECIAL, '\\$&')}"`;
}
