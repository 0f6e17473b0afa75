import { invertSpd } from '../matrix/invert-spd';
import type { SparseRows } from '../matrix/sparse-rows';
import { transpose } from '../matrix/sparse-rows';
import { strongestPerColumn } from './strongest-links';

export interface EaseOptions {
  /** Ridge penalty, in units of the mean diagonal of XᵀX, so that one value suits tenants of all sizes. */
  lambda: number;
  /** At most so many products, best sellers first, take part in the inverse: cost is cubic, memory square. */
  bestSellers: number;
  /** Links kept per product; the weakest are dropped so that four thousand models fit on one disk. */
  linksPerProduct: number;
  /**
   * A product outside the best sellers is predicted from them where the squares of its weights add up to this:
   * as many customers who bought it lately, or more who did so long ago.
   */
  tailCustomers: number;
}

/**
 * EASE^R, Steck 2019 (doi:10.1145/3308558.3313710), equations 6 and 8: with P = (XᵀX + λI)⁻¹,
 * B_ij = −P_ij / P_jj and B_ii = 0. X is weighted (recency, quantity) instead of binary.
 *
 * Variant: the inverse is taken over the best sellers S alone. A product t outside S is regressed on S with the
 * same penalty, B_St = P·X_SᵀX_t, which is what EASE itself would give if only S could explain. Products
 * outside S explain nothing.
 */
export function ease(x: SparseRows, options: EaseOptions): SparseRows {
  const order = bestSellersFirst(x);
  const n = Math.min(order.length, options.bestSellers);
  const place = new Int32Array(x.columnCount).fill(-1);
  for (let i = 0; i < n; i++) place[order[i]!] = i;

  const gram = gramOf(x, place, n);
  const penalty = ridgePenalty(gram, n, options.lambda);
  for (let i = 0; i < n; i++) gram[i * n + i]! += penalty;
  invertSpd(gram, n);

  const byProduct = transpose(x);
  const column = new Float64Array(n);
  const tail = createTail(x, byProduct, place, gram, n, options.tailCustomers);
  return strongestPerColumn(x.columnCount, order.subarray(0, n), options.linksPerProduct, (target) => {
    const j = place[target]!;
    if (j >= 0) {
      const diagonal = gram[j * n + j]!;
      for (let i = 0; i < n; i++) column[i] = -gram[j * n + i]! / diagonal;
      column[j] = 0;
      return column;
    }
    return tail.column(target);
  });
}

/** Products that anyone has, most customers first. */
function bestSellersFirst(x: SparseRows): Int32Array {
  const customers = new Int32Array(x.columnCount);
  for (const p of x.columns) customers[p]!++;
  const products: number[] = [];
  for (let p = 0; p < x.columnCount; p++) if (customers[p]! > 0) products.push(p);
  products.sort((a, b) => customers[b]! - customers[a]! || a - b);
  return Int32Array.from(products);
}

/** The lower triangle of XᵀX over the best sellers. */
function gramOf(x: SparseRows, place: Int32Array, n: number): Float64Array {
  const gram = new Float64Array(n * n);
  const at = new Int32Array(n);
  const weights = new Float64Array(n);
  for (let u = 0; u < x.rowCount; u++) {
    let length = 0;
    for (let e = x.starts[u]!; e < x.starts[u + 1]!; e++) {
      const i = place[x.columns[e]!]!;
      if (i < 0) continue;
      at[length] = i;
      weights[length++] = x.values[e]!;
    }
    for (let a = 0; a < length; a++) {
      const i = at[a]!;
      const w = weights[a]!;
      gram[i * n + i]! += w * w;
      for (let b = 0; b < a; b++) {
        const j = at[b]!;
        gram[i > j ? i * n + j : j * n + i]! += w * weights[b]!;
      }
    }
  }
  return gram;
}

function ridgePenalty(gram: Float64Array, n: number, lambda: number): number {
  let trace = 0;
  for (let i = 0; i < n; i++) trace += gram[i * n + i]!;
  return trace > 0 ? (lambda * trace) / n : 1;
}

/** The regressions of the tail's products, worked out four at a time: they share each load of the inverse. */
function createTail(
  x: SparseRows,
  byProduct: SparseRows,
  place: Int32Array,
  inverse: Float64Array,
  n: number,
  fewestCustomers: number,
) {
  const targets: number[] = [];
  for (let p = 0; p < x.columnCount; p++) {
    if (place[p]! >= 0) continue;
    let customers = 0;
    for (let e = byProduct.starts[p]!; e < byProduct.starts[p + 1]!; e++)
      customers += byProduct.values[e]! ** 2;
    if (customers > 0 && customers >= fewestCustomers) targets.push(p);
  }
  const order = new Map(targets.map((target, i) => [target, i]));
  const together = new Float64Array(4 * n); // four products side by side: together[4 · i + t]
  const columns = new Float64Array(4 * n);
  let held = -1;

  return {
    /** The target's links from the best sellers; undefined where too few customers have it by now. */
    column(target: number): Float64Array | undefined {
      const at = order.get(target);
      if (at === undefined) return undefined;
      const batch = at >> 2;
      if (batch !== held) {
        together.fill(0);
        for (let t = 0; t < 4 && 4 * batch + t < targets.length; t++) {
          addTogether(x, byProduct, targets[4 * batch + t]!, place, together, t);
        }
        multiplyFour(inverse, n, together, columns);
        held = batch;
      }
      return columns.subarray((at & 3) * n, ((at & 3) + 1) * n);
    },
  };
}

/** Column t of `together`: X_SᵀX_target. */
function addTogether(
  x: SparseRows,
  byProduct: SparseRows,
  target: number,
  place: Int32Array,
  together: Float64Array,
  t: number,
): void {
  for (let e = byProduct.starts[target]!; e < byProduct.starts[target + 1]!; e++) {
    const u = byProduct.columns[e]!;
    const weight = byProduct.values[e]!;
    for (let f = x.starts[u]!; f < x.starts[u + 1]!; f++) {
      const i = place[x.columns[f]!]!;
      if (i >= 0) together[4 * i + t]! += weight * x.values[f]!;
    }
  }
}

/** out[t · n + j] = Σ_i inverse[j, i] · right[4 · i + t]. */
function multiplyFour(inverse: Float64Array, n: number, right: Float64Array, out: Float64Array): void {
  for (let j = 0; j < n; j++) {
    const row = j * n;
    let s0 = 0;
    let s1 = 0;
    let s2 = 0;
    let s3 = 0;
    for (let i = 0, r = 0; i < n; i++, r += 4) {
      const value = inverse[row + i]!;
      s0 += value * right[r]!;
      s1 += value * right[r + 1]!;
      s2 += value * right[r + 2]!;
      s3 += value * right[r + 3]!;
    }
    out[j] = s0;
    out[n + j] = s1;
    out[2 * n + j] = s2;
    out[3 * n + j] = s3;
  }
}
