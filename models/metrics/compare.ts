import type { Rng } from '../rng';
import { bootstrapSums, quantile } from './bootstrap';
import { relativeGain } from './paired-evidence';

/** Two recommenders compared over the same customers, plain JSON. Gains are relative: 0.05 is 5 % better. */
export interface Comparison {
  name: string;
  customers: number;
  challenger: number;
  champion: number;
  gain: number;
  /** 5th and 95th percentile of the gain. */
  interval: [number, number];
  probabilityBetter: number;
  /** Probability of being worse by more than the margin asked for. */
  probabilityWorse: number;
}

export interface Pair {
  name: string;
  challenger: Float64Array;
  champion: Float64Array;
  /** 1 for the customers that count; all where absent. */
  slice?: Uint8Array;
}

const resamples = 1_000;

/**
 * Compares all pairs on the same bootstrap draws, paired by customer. `margins` says from where on a pair counts
 * as worse, one for each; the last one holds for the rest.
 */
export function compare(pairs: readonly Pair[], margins: readonly number[], rng: Rng): Comparison[] {
  const columns = pairs.flatMap((pair) => [
    sliced(pair.challenger, pair.slice),
    sliced(pair.champion, pair.slice),
  ]);
  const sums = bootstrapSums(columns, resamples, rng);
  return pairs.map((pair, p) => {
    const gains = new Float64Array(resamples);
    let better = 0;
    let worse = 0;
    const margin = margins[Math.min(p, margins.length - 1)] ?? 0;
    for (let r = 0; r < resamples; r++) {
      const a = sums[r * columns.length + 2 * p]!;
      const b = sums[r * columns.length + 2 * p + 1]!;
      gains[r] = relativeGain(a, b);
      better += a > b ? 1 : a === b ? 0.5 : 0;
      worse += gains[r]! < -margin ? 1 : 0;
    }
    gains.sort();
    const customers = pair.slice ? total(pair.slice) : pair.challenger.length;
    const a = total(columns[2 * p]!);
    const b = total(columns[2 * p + 1]!);
    return {
      name: pair.name,
      customers,
      challenger: customers === 0 ? 0 : a / customers,
      champion: customers === 0 ? 0 : b / customers,
      gain: relativeGain(a, b),
      interval: [quantile(gains, 0.05), quantile(gains, 0.95)],
      probabilityBetter: better / resamples,
      probabilityWorse: worse / resamples,
    };
  });
}

function sliced(values: Float64Array, slice: Uint8Array | undefined): Float64Array {
  return slice ? values.map((value, i) => value * slice[i]!) : values;
}

function total(values: Float64Array | Uint8Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}
