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
  /** A product outside the best sellers is predicted from them where at least so many customers have it. */
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
  return strongestPerColumn(x.columnCount, order.subarray(0, n), options.linksPerProduct, (target) => {
    const j = place[target]!;
    if (j >= 0) {
      const diagonal = gram[j * n + j]!;
      for (let i = 0; i < n; i++) column[i] = -gram[j * n + i]! / diagonal;
      column[j] = 0;
      return column;
    }
    const customers = byProduct.starts[target + 1]! - byProduct.starts[target]!;
    if (customers < options.tailCustomers) return undefined;
    regressOnBestSellers(x, byProduct, target, place, gram, n, column);
    return column;
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

function regressOnBestSellers(
  x: SparseRows,
  byProduct: SparseRows,
  target: number,
  place: Int32Array,
  inverse: Float64Array,
  n: number,
  column: Float64Array,
): void {
  const together = new Float64Array(n);
  for (let e = byProduct.starts[target]!; e < byProduct.starts[target + 1]!; e++) {
    const u = byProduct.columns[e]!;
    const weight = byProduct.values[e]!;
    for (let f = x.starts[u]!; f < x.starts[u + 1]!; f++) {
      const i = place[x.columns[f]!]!;
      if (i >= 0) together[i]! += weight * x.values[f]!;
    }
  }
  multiply(inverse, n, together, column);
}

/** column = inverse · together, four rows of the symmetric inverse at a time; zeros are skipped. */
function multiply(inverse: Float64Array, n: number, together: Float64Array, column: Float64Array): void {
  column.fill(0);
  const rows = new Int32Array(n + 3); // up to three zeros fill the last four: row 0 with weight 0
  let count = 0;
  for (let i = 0; i < n; i++) if (together[i] !== 0) rows[count++] = i;
  for (let r = 0; r < count; r += 4) {
    const [i0, i1, i2, i3] = [rows[r]!, rows[r + 1]!, rows[r + 2]!, rows[r + 3]!];
    const g0 = together[i0]!;
    const g1 = r + 1 < count ? together[i1]! : 0;
    const g2 = r + 2 < count ? together[i2]! : 0;
    const g3 = r + 3 < count ? together[i3]! : 0;
    for (let j = 0; j < n; j++) {
      column[j]! +=
        g0 * inverse[i0 * n + j]! +
        g1 * inverse[i1 * n + j]! +
        g2 * inverse[i2 * n + j]! +
        g3 * inverse[i3 * n + j]!;
    }
  }
}
