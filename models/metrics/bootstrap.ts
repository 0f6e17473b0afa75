import type { Rng } from '../rng';

/**
 * Resamples of sums over customers (Efron 1979): for each resample and each column, the sum of the drawn
 * customers' values. All columns share the draws, so that what is compared stays paired. The draws depend on
 * the seed and the number of customers alone. Row-major: sums[resample * columns.length + column].
 */
export function bootstrapSums(columns: readonly Float64Array[], resamples: number, rng: Rng): Float64Array {
  const width = columns.length;
  const n = columns[0]?.length ?? 0;
  for (const column of columns) {
    if (column.length !== n) throw new RangeError(`columns must be ${n} long, got ${column.length}`);
  }
  const sums = new Float64Array(resamples * width);
  const drawn = new Int32Array(n);
  for (let r = 0; r < resamples; r++) {
    drawn.fill(0);
    for (let i = 0; i < n; i++) drawn[Math.floor(rng() * n)]!++;
    for (let c = 0; c < width; c++) {
      const column = columns[c]!;
      let sum = 0;
      for (let i = 0; i < n; i++) sum += drawn[i]! * column[i]!;
      sums[r * width + c] = sum;
    }
  }
  return sums;
}

/** The R-7 quantile of sorted values. */
export function quantile(sorted: Float64Array, p: number): number {
  if (sorted.length === 0) return NaN;
  const at = p * (sorted.length - 1);
  const low = Math.floor(at);
  const high = Math.min(low + 1, sorted.length - 1);
  return sorted[low]! + (at - low) * (sorted[high]! - sorted[low]!);
}
