/** What a paired comparison of two recipes over the same customers says, by the normal approximation. */
export interface PairedEvidence {
  customers: number;
  /** Mean of a over mean of b, minus 1; 0 where both are 0. */
  gain: number;
  /** Probability that a is better than b; 0.5 where they never differ. */
  probability: number;
}

/** Quick and good enough to choose by; a decision uses the bootstrap. */
export function pairedEvidence(a: Float64Array, b: Float64Array): PairedEvidence {
  const n = a.length;
  if (b.length !== n) throw new RangeError(`paired values must be ${n} each, got ${b.length}`);
  let sumA = 0;
  let sumB = 0;
  let squares = 0;
  for (let i = 0; i < n; i++) {
    sumA += a[i]!;
    sumB += b[i]!;
    squares += (a[i]! - b[i]!) ** 2;
  }
  const mean = n === 0 ? 0 : (sumA - sumB) / n;
  const variance = n < 2 ? 0 : Math.max(0, squares / n - mean * mean) / (n - 1);
  const probability =
    variance === 0 ? (mean > 0 ? 1 : mean < 0 ? 0 : 0.5) : normalCdf(mean / Math.sqrt(variance));
  return { customers: n, gain: relativeGain(sumA, sumB), probability };
}

/** a over b minus 1; where b is 0: 1 if a is above it, else 0. */
export function relativeGain(a: number, b: number): number {
  if (b > 0) return a / b - 1;
  return a > 0 ? 1 : 0;
}

/** Abramowitz & Stegun 1964, 26.2.17: error below 7.5e-8. */
export function normalCdf(z: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const poly =
    t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  const upper = (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * poly;
  return z >= 0 ? 1 - upper : upper;
}
