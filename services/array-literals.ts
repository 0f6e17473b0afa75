/**
 * Postgres array literals for `unnest`. Built here rather than by the driver, which escapes every element of
 * every array: of an events batch only the texts need it.
 */

export function numberArray(values: readonly (number | null)[]): string {
  return joined(values);
}

/** For texts whose alphabet cannot break a literal: uuids, hexadecimal, currency codes. */
export function plainArray(values: readonly (string | null)[]): string {
  return joined(values);
}

export function textArray(values: readonly (string | null)[]): string {
  return joined(values.map((value) => (value === null ? null : quoted(value))));
}

function joined(values: readonly (string | number | null)[]): string {
  let literal = '{';
  for (let i = 0; i < values.length; i++) literal += i === 0 ? values[i] : `,${values[i]}`;
  return `${literal}}`;
}

const SPECIAL = /["\\]/g;

function quoted(text: string): string {
  return `"${text.replace(SPECIAL, '\\$&')}"`;
}
