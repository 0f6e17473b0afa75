import type { LineIdSource } from './line-ids';
import type { TimeReader } from './times';
import type { Refusal } from './types';

/** A column that a kind of row understands. */
export interface ColumnSpec {
  field: string;
  /** Header names it is found under, besides the field's own. */
  aliases?: readonly string[];
  /** What messages call it, where that is not the field's name. */
  label?: string;
  required?: boolean;
  /** Required where the file does not have this other field. */
  requiredUnless?: string;
}

/** Where each field stands among a row's cells: -1 when the file does not have it. */
export type CellIndex = Readonly<Record<string, number>>;

export interface FileContext {
  file: string;
  times: TimeReader;
  ids: LineIdSource;
}

export interface RowContext extends FileContext {
  at: CellIndex;
  /** The file has times: a line without one is a fault. */
  timed: boolean;
}

export type ConvertRow<T> = (cells: string[], line: number) => T | Refusal;

/** How rows become records: the contract's own columns, or a preset's. */
export interface RowKind<T> {
  columns: readonly ColumnSpec[];
  /** The time zone of times that name none, when the caller does not say. */
  zone?: string;
  converter(context: RowContext): ConvertRow<T>;
}

/** What names a line when it brings no id of its own: its cells, whatever the quoting, delimiter or packing. */
export function lineContent(cells: readonly string[]): string {
  return cells.join('\u001f');
}
