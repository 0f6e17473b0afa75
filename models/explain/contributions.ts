import type { History } from '../history/history-reader';
import { historyScale, type Model } from '../model';
import { onlySpeaksFor } from './only-speaks-for';

/** What one product of the history adds to a score, or takes from it. */
export interface Contribution {
  product: number;
  amount: number;
  /** Whether the score would be lower with any less of it: an explanation may cite nothing else. */
  citable: boolean;
}

/** A score taken apart: the prior plus the contributions is the score, but for rounding. */
export interface ExplainedScore {
  product: number;
  score: number;
  prior: number;
  /** In the order of the history; products that say nothing about this one are left out. */
  contributions: Contribution[];
}

/** Takes the scores of a few products apart. Reads the links of the history alone, each once. */
export function explainScores(model: Model, history: History, products: ArrayLike<number>): ExplainedScore[] {
  const { links, productCount } = model;
  const places = new Map<number, number>();
  const explained = Array.from(products, (product, at): ExplainedScore => {
    if (!(product >= 0 && product < productCount)) {
      throw new RangeError(`product must be 0 to ${productCount - 1}, got ${product}`);
    }
    places.set(product, at);
    const prior = model.prior[product]!;
    return { product, score: prior, prior, contributions: [] };
  });
  const scale = historyScale(model, history);
  const weightOf = new Map<number, number>();
  for (let h = 0; h < history.length; h++) {
    const product = history.products[h]!;
    if (product >= productCount) continue; // newer than the model
    const weight = history.weights[h]! * scale;
    weightOf.set(product, history.weights[h]!);
    for (let i = links.starts[product]!; i < links.starts[product + 1]!; i++) {
      const at = places.get(links.columns[i]!);
      if (at === undefined) continue;
      const amount = weight * links.values[i]!;
      explained[at]!.score += amount;
      explained[at]!.contributions.push({ product, amount, citable: false });
    }
  }
  const squares = sumOfSquares(history);
  for (const { score, prior, contributions } of explained) {
    for (const contribution of contributions) {
      const weight = weightOf.get(contribution.product)!;
      contribution.citable = onlySpeaksFor({
        weight,
        link: contribution.amount / (weight * scale),
        rest: (score - prior - contribution.amount) / scale,
        restSquares: squares - weight ** 2,
        scaleHistory: model.scaleHistory,
      });
    }
  }
  return explained;
}

function sumOfSquares(history: History): number {
  let squares = 0;
  for (let h = 0; h < history.length; h++) squares += history.weights[h]! ** 2;
  return squares;
}
