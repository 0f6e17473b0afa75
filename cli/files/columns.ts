import type { CellIndex, ColumnSpec } from './row-kind';
import { FileError } from './types';

/** Finds each field in a header. `map` (field to column name) goes before the names a kind knows itself. */
export function findColumns(
  file: string,
  header: readonly string[],
  columns: readonly ColumnSpec[],
  map: Readonly<Record<string, string>>,
): CellIndex {
  const names = header.map((name) => name.trim());
  const at: Record<string, number> = {};
  for (const column of columns) {
    const mapped = map[column.field];
    const wanted = mapped === undefined ? [column.field, ...(column.aliases ?? [])] : [mapped];
    at[column.field] = indexOfAny(file, names, wanted);
    if (mapped !== undefined && at[column.field] === -1) {
      throw new FileError(
        `${file}: expected a column "${mapped}" (--map ${column.field}=${mapped}), found ${listed(names)}`,
      );
    }
  }
  const missing = columns.filter((column) => isRequired(column, at) && at[column.field] === -1);
  if (missing.length > 0) {
    throw new FileError(
      `${file}: expected the columns ${listed(missing.map(({ field, label }) => label ?? field))}, found ${listed(names)}` +
        `; say which is which with --map ${missing[0]!.field}=Column`,
    );
  }
  return at;
}

function isRequired({ required, requiredUnless }: ColumnSpec, at: CellIndex): boolean {
  return required === true || (requiredUnless !== undefined && at[requiredUnless] === -1);
}

function indexOfAny(file: string, names: readonly string[], wanted: readonly string[]): number {
  for (const name of wanted) {
    const index = names.indexOf(name);
    if (index === -1) continue;
    if (names.indexOf(name, index + 1) !== -1) {
      throw new FileError(`${file}: expected one column "${name}", found two`);
    }
    return index;
  }
  const lower = wanted.map((name) => name.toLowerCase());
  return names.findIndex((name) => lower.includes(name.toLowerCase()));
}

function listed(names: readonly string[]): string {
  const some = names.slice(0, 30).map((name) => JSON.stringify(name.slice(0, 60)));
  return names.length > 30 ? `${some.join(', ')} and ${names.length - 30} more` : some.join(', ');
}
