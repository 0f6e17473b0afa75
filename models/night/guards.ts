import type { Judgement } from '../evaluation/judge';
import type { CustomerIndex } from '../history/customer-index';
import type { Comparison, Pair } from '../metrics/compare';
import type { Bars } from './decision-bars';

/** One guard's finding: plain JSON. */
export interface GuardResult extends Comparison {
  /** False where too few customers were held out to judge: reported only. */
  judged: boolean;
  harmed: boolean;
}

/** The other metrics, and slices of customers by how much they had bought before the window. */
export function guardPairs(challenger: Judgement, champion: Judgement, index: CustomerIndex): Pair[] {
  const pairs: Pair[] = [
    { name: 'recall', challenger: challenger.recall, champion: champion.recall },
    { name: 'hit rate', challenger: challenger.hit, champion: champion.hit },
  ];
  for (const { name, slice } of activitySlices(challenger.customers, index)) {
    pairs.push({ name, challenger: challenger.ndcg, champion: champion.ndcg, slice });
  }
  return pairs;
}

/**
 * A guard blocks on demonstrated harm: its P(not worse than the margin) is its p-value, and Holm 1979 steps
 * down over all guards that are judged, so that many guards do not block by chance.
 */
export function judgeGuards(comparisons: readonly Comparison[], bars: Bars): GuardResult[] {
  const results = comparisons.map((comparison) => ({
    ...comparison,
    judged: comparison.customers >= bars.guardCustomers,
    harmed: false,
  }));
  const judged = results.filter((result) => result.judged);
  judged.sort((a, b) => b.probabilityWorse - a.probabilityWorse);
  const alpha = 1 - bars.guardProbability;
  for (const [i, result] of judged.entries()) {
    if (1 - result.probabilityWorse > alpha / (judged.length - i) + 1e-12) break;
    result.harmed = true;
  }
  return results;
}

/** Thirds of the customers by number of events: each is a kind of customer that a mean can hide. */
function activitySlices(customers: Int32Array, index: CustomerIndex) {
  const events = Int32Array.from(customers, (c) => index.offsets[c + 1]! - index.offsets[c]!);
  const sorted = events.slice().sort();
  const low = sorted[Math.floor(sorted.length / 3)] ?? 0;
  const high = sorted[Math.floor((2 * sorted.length) / 3)] ?? 0;
  const where = (test: (count: number) => boolean): Uint8Array =>
    Uint8Array.from(events, (count) => (test(count) ? 1 : 0));
  return [
    { name: 'customers with short histories', slice: where((count) => count < low) },
    { name: 'customers with middling histories', slice: where((count) => count >= low && count < high) },
    { name: 'customers with long histories', slice: where((count) => count >= high) },
  ];
}
