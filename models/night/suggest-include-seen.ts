import { goalType } from '../algorithms/popularity';
import { indexByCustomer } from '../history/customer-index';
import { dayMs } from '../history/weighting';
import type { TenantData } from '../tenant-data';

/** From this share of reorders on, what a customer had before belongs on the list. */
const reorderShare = 0.4;
/** Fewer purchases by customers who came back say nothing about reorders. */
const fewestPurchases = 20;

/**
 * Whether a tenant's history shows reorders: the share of purchases, among those made by customers on a later
 * day than their first, of a product that the customer had bought on an earlier day.
 */
export function suggestIncludeSeen(data: TenantData): boolean {
  const { reorders, purchases } = countReorders(data);
  return purchases >= fewestPurchases && reorders / purchases >= reorderShare;
}

function countReorders(data: TenantData): { reorders: number; purchases: number } {
  const index = indexByCustomer(data);
  const goal = goalType(data);
  const boughtBy = new Int32Array(data.productCount).fill(-1);
  const boughtOn = new Int32Array(data.productCount);
  let reorders = 0;
  let purchases = 0;
  for (let c = 0; c < data.customerCount; c++) {
    let firstDay = -1;
    for (let i = index.offsets[c]!; i < index.offsets[c + 1]!; i++) {
      const e = index.events[i]!;
      if (data.type[e] !== goal) continue;
      const product = data.product[e]!;
      const day = Math.floor(data.time[e]! / dayMs);
      if (firstDay < 0) firstDay = day;
      if (boughtBy[product] !== c) {
        boughtBy[product] = c;
        boughtOn[product] = day;
      } else if (boughtOn[product]! < day) reorders++;
      if (day > firstDay) purchases++;
    }
  }
  return { reorders, purchases };
}
