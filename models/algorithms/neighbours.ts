import { kthLargest } from '../matrix/kth-largest';
import { createRowsBuilder, type SparseRows, transpose } from '../matrix/sparse-rows';

export interface NeighbourOptions {
  /** Added to the denominator: two products bought together once are no neighbours yet. */
  shrink: number;
  linksPerProduct: number;
  /** 1 is the cosine; lower values favour products that many customers have. */
  targetPower: number;
}

/**
 * Item-item neighbours: w_ij = g_ij / (√g_ii · g_jj^(targetPower / 2) + shrink) with G = XᵀX, the cosine of
 * Sarwar et al. 2001 (doi:10.1145/371920.372071) with the shrinkage of Bell & Koren 2007. The strongest links
 * of each target are kept. Costs Σ|u|² over the customers' histories.
 */
export function neighbours(x: SparseRows, options: NeighbourOptions): SparseRows {
  const n = x.columnCount;
  const byProduct = transpose(x);
  const squares = new Float64Array(n);
  for (let e = 0; e < x.columns.length; e++) squares[x.columns[e]!]! += x.values[e]! ** 2;

  const together = new Float64Array(n);
  const touched = new Int32Array(n);
  const scratch = new Float64Array(n);
  const builder = createRowsBuilder(n, n, n * options.linksPerProduct);
  for (let target = 0; target < n; target++) {
    const count = countTogether(x, byProduct, target, together, touched);
    const power = squares[target]! ** (options.targetPower / 2);
    for (let i = 0; i < count; i++) {
      const source = touched[i]!;
      together[source]! /= Math.sqrt(squares[source]!) * power + options.shrink;
    }
    const floor = strengthOf(together, touched, count, options.linksPerProduct, scratch);
    for (let i = 0; i < count; i++) {
      const source = touched[i]!;
      if (together[source]! >= floor) builder.add(source, together[source]!);
      together[source] = 0;
    }
    builder.endRow();
  }
  return transpose(builder.finish());
}

/** Fills row `target` of XᵀX without its diagonal; returns how many products were touched. */
function countTogether(
  x: SparseRows,
  byProduct: SparseRows,
  target: number,
  together: Float64Array,
  touched: Int32Array,
): number {
  let count = 0;
  for (let e = byProduct.starts[target]!; e < byProduct.starts[target + 1]!; e++) {
    const u = byProduct.columns[e]!;
    const weight = byProduct.values[e]!;
    for (let f = x.starts[u]!; f < x.starts[u + 1]!; f++) {
      const source = x.columns[f]!;
      if (source === target) continue;
      if (together[source] === 0) touched[count++] = source;
      together[source]! += weight * x.values[f]!;
    }
  }
  return count;
}

/** The strength of the keep-th strongest link; 0 where all may stay. */
function strengthOf(
  strengths: Float64Array,
  touched: Int32Array,
  count: number,
  keep: number,
  scratch: Float64Array,
): number {
  if (count <= keep) return 0;
  for (let i = 0; i < count; i++) scratch[i] = strengths[touched[i]!]!;
  return kthLargest(scratch, count, keep);
}
