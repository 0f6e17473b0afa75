/** NDCG as its definition reads, with sets and sorting: slow and obvious. */
export function ndcgTwin(ranked: readonly number[], relevant: ReadonlySet<number>, k: number): number {
  const gains = ranked.slice(0, k).map((product) => (relevant.has(product) ? 1 : 0));
  const ideal = Array.from({ length: k }, (_, i) => (i < relevant.size ? 1 : 0));
  const dcg = (values: readonly number[]): number =>
    values.reduce<number>((sum, gain, i) => sum + gain / Math.log2(i + 2), 0);
  return dcg(gains) / dcg(ideal);
}
