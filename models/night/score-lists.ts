import { goalType, popularity, scaledToOne } from '../algorithms/popularity';
import { type HiddenTypes, hiddenTypes } from '../evaluation/hidden-types';
import { createRecommender } from '../evaluation/recommender';
import { indexByCustomer } from '../history/customer-index';
import { topK } from '../matrix/top-k';
import type { Model } from '../model';
import type { TenantData } from '../tenant-data';
import { lastMoment } from './fit-model';

/** Ranked lists, k places per customer; -1 where a list is shorter. */
export interface Lists {
  customers: Int32Array;
  products: Int32Array;
  scores: Float32Array;
  /** 1 where the customer's own history shaped the list, 0 where it is the popular one. */
  personal: Uint8Array;
}

export interface ListOptions {
  customers: Int32Array;
  k: number;
  includeSeen: boolean;
  /** What keeps a product off a list; by default what a night hides. */
  hidden?: HiddenTypes;
  /** The moment the lists are for; by default just after the last event. */
  asOf?: number;
}

/** The lists of a night: from the newest histories, never a dropped product. */
export function scoreLists(data: TenantData, model: Model, options: ListOptions): Lists {
  const { customers, k } = options;
  if (!(Number.isInteger(k) && k >= 1)) throw new RangeError(`k must be a whole number from 1, got ${k}`);
  const index = indexByCustomer(data);
  const asOf = options.asOf ?? lastMoment(data);
  const moment = historyMoment(data, asOf);
  const hidden = options.hidden ?? hiddenTypes(options.includeSeen, goalType(data));
  const recommender = createRecommender(data, index, model, k);
  const lists: Lists = {
    customers,
    products: new Int32Array(customers.length * k).fill(-1),
    scores: new Float32Array(customers.length * k),
    personal: new Uint8Array(customers.length),
  };
  for (let i = 0; i < customers.length; i++) {
    const customer = customers[i]!;
    // A customer newer than the data has no history: the model's prior alone speaks.
    const length = recommender.rank(customer < data.customerCount ? customer : -1, moment, hidden, asOf);
    for (let rank = 0; rank < length; rank++) {
      const product = recommender.ranked[rank]!;
      lists.products[i * k + rank] = product;
      lists.scores[i * k + rank] = recommender.scores[product]!;
    }
    lists.personal[i] = recommender.personal() ? 1 : 0;
  }
  return lists;
}

/**
 * The moment that histories are weighted for. Ages count from the newest event at the latest: an export of last
 * year would fade to nothing by today's date.
 */
export function historyMoment(data: TenantData, asOf: number): number {
  return Math.min(asOf, lastMoment(data));
}

/** The list for customers nobody knows yet: what sells now, without dropped products. */
export function popularList(
  data: TenantData,
  k: number,
  halfLifeDays: number,
): { products: Int32Array; scores: Float32Array } {
  const moment = lastMoment(data);
  const counts = Float32Array.from(scaledToOne(popularity(data, moment, halfLifeDays)));
  const candidate = new Uint8Array(data.productCount);
  for (let p = 0; p < candidate.length; p++) {
    candidate[p] = counts[p]! > 0 && data.droppedAt[p]! > moment ? 1 : 0;
  }
  const ranked = new Int32Array(k);
  const products = ranked.slice(0, topK(counts, candidate, k, ranked));
  return { products, scores: Float32Array.from(products, (p) => counts[p]!) };
}
