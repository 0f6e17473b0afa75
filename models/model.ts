import type { History } from './history/history-reader';
import type { SparseRows } from './matrix/sparse-rows';
import type { RecipeSpec } from './recipe';

/**
 * A fitted recipe. Every recipe so far comes down to one form: a product's score is its prior plus what the
 * products of the history say about it. Popularity has no links, EASE and neighbours differ in how the links
 * are found. One form means one artifact, one scorer, and one place where training and serving could differ.
 */
export interface Model {
  recipe: RecipeSpec;
  productCount: number;
  /** Above 0 for every product that the fit has seen sold; the others are never listed. */
  prior: Float32Array;
  /** Row: a product of the history. Columns: the products it speaks for or against. */
  links: SparseRows;
  /** 1: histories are scaled to length 1, so that prior and links keep their balance for long histories. */
  scaleHistory: number;
}

/**
 * Writes each product's score to `out` (as long as the model has products, or longer: the rest becomes 0).
 * Returns whether the history had a say. `sums` is scratch, as long as the model has products.
 */
export function scoreProducts(
  model: Model,
  history: History,
  out: Float32Array,
  sums: Float64Array,
): boolean {
  const { links, prior, productCount } = model;
  for (let p = 0; p < productCount; p++) sums[p] = prior[p]!;
  const scale = historyScale(model, history);
  let personal = false;
  for (let h = 0; h < history.length; h++) {
    const product = history.products[h]!;
    if (product >= productCount) continue; // newer than the model
    const weight = history.weights[h]! * scale;
    const end = links.starts[product + 1]!;
    if (end > links.starts[product]!) personal = true;
    for (let i = links.starts[product]!; i < end; i++) {
      sums[links.columns[i]!]! += weight * links.values[i]!;
    }
  }
  for (let p = 0; p < productCount; p++) out[p] = sums[p]!;
  out.fill(0, productCount);
  return personal;
}

/** What every weight of a history is multiplied by. */
export function historyScale(model: Model, history: History): number {
  if (model.scaleHistory === 0) return 1;
  let squares = 0;
  for (let h = 0; h < history.length; h++) squares += history.weights[h]! ** 2;
  return squares > 0 ? squares ** (-model.scaleHistory / 2) : 1;
}
