import { eventTypeNumbers } from '../event-types';
import { decay } from '../history/weighting';
import type { TenantData } from '../tenant-data';

const { purchase, rating, add_to_cart, click, view } = eventTypeNumbers;

/**
 * How often each product was bought before the cut, each purchase counted by 2^(−age / half-life); half-life 0
 * counts all alike. Where nothing was bought, the strongest kind of event that there is stands in.
 */
export function popularity(data: TenantData, cut: number, halfLifeDays: number): Float64Array {
  const counts = new Float64Array(data.productCount);
  const counted = goalType(data, cut);
  for (let e = 0; e < data.time.length; e++) {
    const time = data.time[e]!;
    if (time >= cut) break;
    if (data.type[e] === counted) counts[data.product[e]!]! += decay(cut - time, halfLifeDays);
  }
  return counts;
}

/** The kind of event that a list is meant to bring about: purchases, or the nearest to them that the data has. */
export function goalType(data: TenantData, cut = Infinity): number {
  const there = new Uint8Array(9);
  for (let e = 0; e < data.time.length && data.time[e]! < cut; e++) {
    if (data.type[e] === purchase) return purchase;
    there[data.type[e]!] = 1;
  }
  return [rating, add_to_cart, click, view].find((type) => there[type] === 1) ?? purchase;
}

/** The same numbers with 1 for the most popular product, so that priors of different tenants compare. */
export function scaledToOne(counts: Float64Array): Float64Array {
  let most = 0;
  for (const count of counts) if (count > most) most = count;
  return most > 0 ? counts.map((count) => count / most) : counts;
}
