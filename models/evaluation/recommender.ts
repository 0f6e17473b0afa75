import type { CustomerIndex } from '../history/customer-index';
import { createHistoryReader, type History } from '../history/history-reader';
import { historyWeightingOf, type Weighting } from '../history/weighting';
import { topK } from '../matrix/top-k';
import { type Model, scoreProducts } from '../model';
import type { TenantData } from '../tenant-data';
import type { HiddenTypes } from './hidden-types';

/**
 * The one way from a model and a history to a ranked list: training's judge and the night's lists both go
 * through here. Owns scratch; the arrays it returns are overwritten by the next call.
 */
export interface Recommender {
  /**
   * Ranks for one customer (-1: one without history) from what precedes the moment, among the products still
   * sold at `soldAt`, by default that moment; returns how many products were written to `ranked`.
   */
  rank(customer: number, moment: number, hidden: HiddenTypes, soldAt?: number): number;
  ranked: Int32Array;
  /** By product, of the last call. */
  scores: Float32Array;
  /** Whether the customer's own history had a say in the last call. */
  personal(): boolean;
}

const noHistory: History = { length: 0, products: new Int32Array(0), weights: new Float64Array(0) };

export function createRecommender(
  data: TenantData,
  index: CustomerIndex,
  model: Model,
  k: number,
): Recommender {
  const reader = createHistoryReader(data, index);
  const weighting: Weighting = historyWeightingOf(model.recipe);
  const known = Math.min(model.productCount, data.productCount);
  const ranked = new Int32Array(k);
  const scores = new Float32Array(Math.max(model.productCount, data.productCount));
  const sums = new Float64Array(model.productCount);
  const candidate = new Uint8Array(data.productCount);
  let isPersonal = false;

  const rank = (customer: number, moment: number, hidden: HiddenTypes, soldAt = moment): number => {
    const history = customer < 0 ? noHistory : reader.read(customer, moment, weighting);
    isPersonal = scoreProducts(model, history, scores, sums);
    for (let p = 0; p < known; p++) candidate[p] = model.prior[p]! > 0 && data.droppedAt[p]! > soldAt ? 1 : 0;
    if (customer >= 0) hideSeen(customer, moment, hidden);
    return topK(scores, candidate, k, ranked);
  };

  const hideSeen = (customer: number, moment: number, hidden: HiddenTypes): void => {
    const end = index.offsets[customer + 1]!;
    for (let i = index.offsets[customer]!; i < end; i++) {
      const e = index.events[i]!;
      if (data.time[e]! >= moment) return;
      if (hidden[data.type[e]!] === 1) candidate[data.product[e]!] = 0;
    }
  };
  return { rank, ranked, scores, personal: () => isPersonal };
}
