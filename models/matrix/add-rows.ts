import { createRowsBuilder, type SparseRows } from './sparse-rows';

const { min } = Math;

/** a + weight · b, row by row; columns ascend in the result where they ascend in both. */
export function addRows(a: SparseRows, b: SparseRows, weight: number): SparseRows {
  if (a.rowCount !== b.rowCount || a.columnCount !== b.columnCount) {
    throw new RangeError(
      `sizes must agree: ${a.rowCount} × ${a.columnCount}, ${b.rowCount} × ${b.columnCount}`,
    );
  }
  const builder = createRowsBuilder(a.rowCount, a.columnCount, a.columns.length + b.columns.length);
  for (let row = 0; row < a.rowCount; row++) {
    let i = a.starts[row]!;
    let j = b.starts[row]!;
    const endA = a.starts[row + 1]!;
    const endB = b.starts[row + 1]!;
    while (i < endA || j < endB) {
      const columnA = i < endA ? a.columns[i]! : a.columnCount;
      const columnB = j < endB ? b.columns[j]! : a.columnCount;
      let value = 0;
      if (columnA <= columnB) value += a.values[i++]!;
      if (columnB <= columnA) value += weight * b.values[j++]!;
      builder.add(min(columnA, columnB), value);
    }
    builder.endRow();
  }
  return builder.finish();
}
