import { statSync } from 'node:fs';
import { fileBytes } from './open-file';
import { type RowOptions, readRows } from './read-rows';
import type { RowKind } from './row-kind';

/**
 * Reads as far as the first record, and a packed file to its end: a wrong header or a download that was cut
 * off is refused before anything is sent. Unpacking takes a fraction of the time that sending does. Of a pipe,
 * which can be read once, nothing is known beforehand.
 */
export async function checkFile<T>(file: string, kind: RowKind<T>, options: RowOptions): Promise<void> {
  if (!isRegular(file)) return;
  for await (const _ of readRows(file, kind, options, () => {})) break;
  for await (const _ of fileBytes(file));
}

/** False for a pipe; a file that is not there counts as regular, for its reader to complain about. */
export function isRegular(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isFile() ?? true;
}
