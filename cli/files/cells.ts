import { Refusal } from './types';

/** Reads single cells. A cell that does not fit is a Refusal that says what was expected and what came. */

const MAX_ID_CHARS = 128;
const plainNumber = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const controlOrBroken = /[\p{Cc}\p{Cs}]/u;
/** What Postgres cannot hold as text: NUL, and half of a surrogate pair. */
const unstorable = /[\0\p{Cs}]/u;

export function idFault(field: string, id: string): Refusal | undefined {
  if (id === '') return new Refusal(`no_${field.replace(/_id$/, '')}`, `expected a ${field}, got nothing`);
  // More UTF-16 units than 128 may still be 128 characters: an emoji is two.
  if (id.length > MAX_ID_CHARS && [...id].length > MAX_ID_CHARS) {
    return new Refusal('bad_id', `expected a ${field} of 1 to ${MAX_ID_CHARS} characters, got ${id.length}`);
  }
  if (controlOrBroken.test(id)) {
    return new Refusal('bad_id', `expected a ${field} without control characters, got ${shown(id)}`);
  }
  return undefined;
}

export function textFault(field: string, text: string, maxChars: number): Refusal | undefined {
  if (text.length > maxChars) {
    return new Refusal(
      'bad_text',
      `expected a ${field} of at most ${maxChars} characters, got ${text.length}`,
    );
  }
  if (unstorable.test(text)) {
    return new Refusal('bad_text', `expected a ${field} without NUL characters, got ${shown(text)}`);
  }
  return undefined;
}

/** A finite number, or NaN: `NaN`, `Infinity`, `0x1F` and `1,5` are none. */
export function finiteNumber(text: string): number {
  const trimmed = text.trim();
  if (!plainNumber.test(trimmed)) return Number.NaN;
  const number = Number(trimmed);
  return Number.isFinite(number) ? number : Number.NaN;
}

/** As it stands in a message: quoted, control characters escaped, cut when long. */
export function shown(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}

/**
 * V8 keeps the whole piece of a file alive for a substring of 13 characters or more; whoever holds on to ids
 * would hold on to the file. This copies.
 */
export function detached(text: string): string {
  return text.length < 13 ? text : ` ${text}`.slice(1);
}
