import type { CustomerIndex } from '../history/customer-index';
import { rankingMetrics } from '../metrics/ranking';
import type { Model } from '../model';
import type { TenantData } from '../tenant-data';
import type { Questions } from './questions';
import { createRecommender } from './recommender';

/** How a model answered: one entry per customer asked, the mean of that customer's questions. */
export interface Judgement {
  customers: Int32Array;
  ndcg: Float64Array;
  recall: Float64Array;
  precision: Float64Array;
  hit: Float64Array;
  /** Different products listed in all answers, over the products that could have been. */
  coverage: number;
}

export function judge(
  data: TenantData,
  index: CustomerIndex,
  model: Model,
  questions: Questions,
  k: number,
): Judgement {
  const recommender = createRecommender(data, index, model, k);
  const { customers, counts } = distinctCustomers(questions.customers);
  const n = customers.length;
  const result: Judgement = {
    customers,
    ndcg: new Float64Array(n),
    recall: new Float64Array(n),
    precision: new Float64Array(n),
    hit: new Float64Array(n),
    coverage: 0,
  };
  const listedEver = new Uint8Array(data.productCount);
  let q = 0;
  for (let i = 0; i < n; i++) {
    const asked = counts[i]!;
    for (let a = 0; a < asked; a++, q++) {
      const listed = recommender.rank(customers[i]!, questions.moments[q]!, questions.hidden);
      const from = questions.starts[q]!;
      const metrics = rankingMetrics(
        recommender.ranked,
        listed,
        questions.relevant,
        from,
        questions.starts[q + 1]!,
        k,
      );
      result.ndcg[i]! += metrics.ndcg / asked;
      result.recall[i]! += metrics.recall / asked;
      result.precision[i]! += metrics.precision / asked;
      result.hit[i]! += metrics.hit / asked;
      for (let r = 0; r < listed; r++) listedEver[recommender.ranked[r]!] = 1;
    }
  }
  result.coverage = share(listedEver, model);
  return result;
}

/** The mean over customers; NaN where nobody was asked. */
export function meanOf(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return values.length === 0 ? NaN : sum / values.length;
}

function distinctCustomers(grouped: Int32Array): { customers: Int32Array; counts: number[] } {
  const customers: number[] = [];
  const counts: number[] = [];
  for (let q = 0; q < grouped.length; q++) {
    if (q === 0 || grouped[q] !== grouped[q - 1]) {
      customers.push(grouped[q]!);
      counts.push(0);
    }
    counts[counts.length - 1]!++;
  }
  return { customers: Int32Array.from(customers), counts };
}

function share(listed: Uint8Array, model: Model): number {
  let possible = 0;
  let covered = 0;
  for (let p = 0; p < listed.length; p++) {
    if (p < model.productCount && model.prior[p]! > 0) possible++;
    covered += listed[p]!;
  }
  return possible === 0 ? 0 : covered / possible;
}
