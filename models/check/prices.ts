import { eventTypeNumbers } from '../event-types';
import type { TenantData } from '../tenant-data';

/** Products sold in both periods that are needed before their prices say anything. */
const fewestProducts = 10;

/**
 * How the price of a unit changed from the past to the recent period: the median over products of the ratio of
 * their mean prices. Undefined where too few products were sold in both. The median, since single products are
 * repriced all the time and a whole catalogue never is.
 */
export function priceRatio(data: TenantData, pastFrom: number, from: number, to: number): number | undefined {
  const sums = new Float64Array(2 * data.productCount);
  const counts = new Int32Array(2 * data.productCount);
  for (let e = 0; e < data.time.length; e++) {
    const time = data.time[e]!;
    if (time < pastFrom || time >= to || data.type[e] !== eventTypeNumbers.purchase) continue;
    const price = data.value[e]! / data.quantity[e]!;
    if (!(price > 0 && Number.isFinite(price))) continue;
    const at = 2 * data.product[e]! + (time >= from ? 1 : 0);
    sums[at]! += price;
    counts[at]!++;
  }
  const ratios: number[] = [];
  for (let p = 0; p < data.productCount; p++) {
    const [past, recent] = [2 * p, 2 * p + 1];
    if (counts[past]! > 0 && counts[recent]! > 0) {
      ratios.push(sums[recent]! / counts[recent]! / (sums[past]! / counts[past]!));
    }
  }
  if (ratios.length < fewestProducts) return undefined;
  ratios.sort((a, b) => a - b);
  return ratios[ratios.length >> 1];
}
