import type { SparseRows } from '../../../models/matrix/sparse-rows';

/** Matrices as arrays of arrays, and the textbook's loops over them. */
export type Dense = number[][];

export function denseOf(matrix: SparseRows): Dense {
  return Array.from({ length: matrix.rowCount }, (_, r) => {
    const row = new Array<number>(matrix.columnCount).fill(0);
    for (let i = matrix.starts[r]!; i < matrix.starts[r + 1]!; i++)
      row[matrix.columns[i]!] = matrix.values[i]!;
    return row;
  });
}

export function sparseOf(dense: Dense, columnCount = dense[0]?.length ?? 0): SparseRows {
  const entries = dense.map((row) =>
    row.map((value, column) => ({ column, value })).filter((e) => e.value !== 0),
  );
  const starts = [0];
  for (const row of entries) starts.push(starts[starts.length - 1]! + row.length);
  return {
    rowCount: dense.length,
    columnCount,
    starts: Int32Array.from(starts),
    columns: Int32Array.from(entries.flat(), (e) => e.column),
    values: Float32Array.from(entries.flat(), (e) => e.value),
  };
}

/** XᵀX. */
export function gramTwin(x: Dense): Dense {
  const n = x[0]!.length;
  return Array.from({ length: n }, (_, i) =>
    Array.from({ length: n }, (_, j) => x.reduce((sum, row) => sum + row[i]! * row[j]!, 0)),
  );
}

/** Gauss-Jordan with pivoting. */
export function inverseTwin(matrix: Dense): Dense {
  const n = matrix.length;
  const a = matrix.map((row, i) => [...row, ...Array.from({ length: n }, (_, j) => (i === j ? 1 : 0))]);
  for (let c = 0; c < n; c++) {
    let pivot = c;
    for (let r = c; r < n; r++) if (Math.abs(a[r]![c]!) > Math.abs(a[pivot]![c]!)) pivot = r;
    [a[c], a[pivot]] = [a[pivot]!, a[c]!];
    const scale = a[c]![c]!;
    a[c] = a[c]!.map((value) => value / scale);
    for (let r = 0; r < n; r++) {
      if (r === c) continue;
      const factor = a[r]![c]!;
      a[r] = a[r]!.map((value, j) => value - factor * a[c]![j]!);
    }
  }
  return a.map((row) => row.slice(n));
}

/** EASE^R, Steck 2019: P = (XᵀX + λI)⁻¹, B_ij = −P_ij / P_jj, B_ii = 0. */
export function easeTwin(x: Dense, penalty: number): Dense {
  const p = inverseTwin(gramTwin(x).map((row, i) => row.map((value, j) => value + (i === j ? penalty : 0))));
  return p.map((row, i) => row.map((value, j) => (i === j ? 0 : -value / p[j]![j]!)));
}

/** g_ij / (√g_ii · √g_jj + shrink), without the diagonal. */
export function cosineTwin(x: Dense, shrink: number): Dense {
  const g = gramTwin(x);
  return g.map((row, i) =>
    row.map((value, j) => (i === j ? 0 : value / (Math.sqrt(g[i]![i]!) * Math.sqrt(g[j]![j]!) + shrink))),
  );
}
