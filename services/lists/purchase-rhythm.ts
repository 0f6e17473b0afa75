import { eventTypeNumbers } from '../../models';
import type { HistoryEvent } from './read-history';

export interface PurchaseRhythm {
  /** Days (UTC) on which the product was bought. */
  days: number;
  /** The median gap between them in days; undefined below three of them, when nothing is usual yet. */
  everyDays: number | undefined;
  /** The newest purchase, in ms; also one that is newer than the list. */
  last: number;
}

const DAY_MS = 86_400_000;
const FEWEST_DAYS = 3;

/** When a customer buys a product; undefined where that never was. Events come oldest first. */
export function purchaseRhythm(
  events: readonly HistoryEvent[],
  productNo: number,
): PurchaseRhythm | undefined {
  const days: number[] = [];
  let last = Number.NaN;
  for (const event of events) {
    if (event.productNo !== productNo || event.type !== eventTypeNumbers.purchase) continue;
    const day = Math.floor(event.time / DAY_MS);
    if (days.at(-1) !== day) days.push(day);
    last = event.time;
  }
  if (days.length === 0) return undefined;
  const gaps = days.slice(1).map((day, i) => day - (days[i] ?? day));
  return { days: days.length, everyDays: days.length < FEWEST_DAYS ? undefined : median(gaps), last };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : Math.round(((sorted[middle - 1] ?? upper) + upper) / 2);
}
