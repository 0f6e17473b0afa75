/**
 * Ranking metrics for one question: a ranked list against the products that turned out relevant.
 * `relevant` is sorted ascending and distinct; `listed` says how much of `ranked` counts.
 */
export interface RankingMetrics {
  ndcg: number;
  recall: number;
  precision: number;
  hit: number;
}

/** Whether the sorted list holds the value. */
export function holds(sorted: Int32Array, from: number, to: number, value: number): boolean {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low < to && sorted[low] === value;
}

/**
 * Binary nDCG at k: DCG over its ideal (cut at k), with discount 1/log2(rank + 1). Järvelin & Kekäläinen 2002
 * (doi:10.1145/582415.582418) clip log2(rank) instead, so the two differ from rank 2 on. Recall is hits over
 * all relevant products, precision hits over k, hit 1 where there is any. All NaN if nothing is relevant, so
 * that an average cannot hide it.
 */
export function rankingMetrics(
  ranked: Int32Array,
  listed: number,
  relevant: Int32Array,
  from: number,
  to: number,
  k: number,
): RankingMetrics {
  if (!(k >= 1 && k <= 1_000)) throw new RangeError(`k must be 1 to 1000, got ${k}`);
  const count = to - from;
  if (count === 0) return { ndcg: NaN, recall: NaN, precision: NaN, hit: NaN };
  let dcg = 0;
  let hits = 0;
  for (let i = 0; i < Math.min(k, listed); i++) {
    if (!holds(relevant, from, to, ranked[i]!)) continue;
    dcg += discounts[i]!;
    hits++;
  }
  return {
    ndcg: dcg / ideals[Math.min(k, count)]!,
    recall: hits / count,
    precision: hits / k,
    hit: hits > 0 ? 1 : 0,
  };
}

/** discounts[i] = 1 / log2(rank + 1) for rank i + 1; ideals[n] = the DCG of n hits in front. k is 1,000 at most. */
const discounts = Float64Array.from({ length: 1_000 }, (_, i) => 1 / Math.log2(i + 2));
const ideals = new Float64Array(1_001);
for (let i = 0; i < 1_000; i++) ideals[i + 1] = ideals[i]! + discounts[i]!;
