import { indexByCustomer } from '../history/customer-index';
import { createHistoryReader } from '../history/history-reader';
import { historyWeightingOf } from '../history/weighting';
import type { Model } from '../model';
import type { TenantData } from '../tenant-data';
import { type Contribution, type ExplainedScore, explainScores } from './contributions';

/** Why a product ranks where it does: the part of its score that is largest. */
export type Reason =
  /** It sells well at the moment, whoever asks. */
  | { kind: 'popular' }
  /** The customer's own events on this very product. */
  | { kind: 'repeat' }
  /** Other products of the history, the weightiest first. */
  | { kind: 'together'; products: number[] };

export interface ExplainedProduct extends ExplainedScore {
  /** Undefined where nothing true and plain can be said. */
  reason: Reason | undefined;
}

/** A product that sells this much less than the most popular one is not called popular. */
const POPULAR_FROM = 0.02;
/** What says less than this part of what the weightiest product says is not worth a word. */
const WORTH_A_WORD = 0.25;

/**
 * Takes the scores of listed products apart for one customer, from histories read and weighted as scoring does.
 * `data` may hold that customer's events alone.
 */
export function explainProducts(
  model: Model,
  data: TenantData,
  customer: number,
  moment: number,
  products: ArrayLike<number>,
): ExplainedProduct[] {
  const reader = createHistoryReader(data, indexByCustomer(data));
  const history = reader.read(customer, moment, historyWeightingOf(model.recipe));
  let mostPopular = 0;
  for (const prior of model.prior) mostPopular = Math.max(mostPopular, prior);
  return explainScores(model, history, products).map((explained) => ({
    ...explained,
    reason: reasonOf(explained, mostPopular),
  }));
}

function reasonOf(explained: ExplainedScore, mostPopular: number): Reason | undefined {
  const { product, score, prior, contributions } = explained;
  if (prior >= score / 2) return prior >= POPULAR_FROM * mostPopular ? { kind: 'popular' } : undefined;
  const own = contributions.find((contribution) => contribution.product === product);
  if (own?.citable && own.amount >= score / 2) return { kind: 'repeat' };
  const others = contributions.filter((other) => other.citable && other !== own).sort(weightiestFirst);
  if (others.length === 0) return undefined;
  const least = WORTH_A_WORD * others[0]!.amount;
  return {
    kind: 'together',
    products: others.filter(({ amount }) => amount >= least).map((other) => other.product),
  };
}

function weightiestFirst(a: Contribution, b: Contribution): number {
  return b.amount - a.amount || a.product - b.product;
}
