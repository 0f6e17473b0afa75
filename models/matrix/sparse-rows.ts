/** A sparse matrix by rows (CSR): row r holds columns[starts[r] .. starts[r + 1]) with their values. */
export interface SparseRows {
  rowCount: number;
  columnCount: number;
  starts: Int32Array;
  columns: Int32Array;
  values: Float32Array;
}

export function emptyRows(rowCount: number, columnCount: number): SparseRows {
  return {
    rowCount,
    columnCount,
    starts: new Int32Array(rowCount + 1),
    columns: new Int32Array(0),
    values: new Float32Array(0),
  };
}

export function identityRows(size: number): SparseRows {
  return {
    rowCount: size,
    columnCount: size,
    starts: Int32Array.from({ length: size + 1 }, (_, i) => i),
    columns: Int32Array.from({ length: size }, (_, i) => i),
    values: new Float32Array(size).fill(1),
  };
}

/** Rows become columns; within a new row the columns ascend. */
export function transpose(matrix: SparseRows): SparseRows {
  const { rowCount, columnCount, starts, columns, values } = matrix;
  const n = starts[rowCount]!;
  const out: SparseRows = {
    rowCount: columnCount,
    columnCount: rowCount,
    starts: new Int32Array(columnCount + 1),
    columns: new Int32Array(n),
    values: new Float32Array(n),
  };
  for (let i = 0; i < n; i++) out.starts[columns[i]! + 1]!++;
  for (let c = 0; c < columnCount; c++) out.starts[c + 1]! += out.starts[c]!;
  const next = out.starts.slice(0, columnCount);
  for (let r = 0; r < rowCount; r++) {
    for (let i = starts[r]!; i < starts[r + 1]!; i++) {
      const at = next[columns[i]!]!++;
      out.columns[at] = r;
      out.values[at] = values[i]!;
    }
  }
  return out;
}

/** Collects rows whose lengths are not known beforehand; grows by doubling. */
export interface RowsBuilder {
  add(column: number, value: number): void;
  endRow(): void;
  finish(): SparseRows;
}

export function createRowsBuilder(rowCount: number, columnCount: number, expected = 1024): RowsBuilder {
  let columns = new Int32Array(Math.max(16, expected));
  let values = new Float32Array(columns.length);
  const starts = new Int32Array(rowCount + 1);
  let row = 0;
  let n = 0;
  return {
    add(column, value) {
      if (n === columns.length) {
        columns = grown(columns, new Int32Array(n * 2));
        values = grown(values, new Float32Array(n * 2));
      }
      columns[n] = column;
      values[n++] = value;
    },
    endRow() {
      starts[++row] = n;
    },
    finish() {
      if (row !== rowCount) throw new RangeError(`expected ${rowCount} rows, got ${row}`);
      return { rowCount, columnCount, starts, columns: columns.slice(0, n), values: values.slice(0, n) };
    },
  };
}

function grown<T extends Int32Array | Float32Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
