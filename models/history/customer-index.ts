import type { TenantData } from '../tenant-data';

/** The events of each customer, oldest first: events[offsets[c] .. offsets[c + 1]). */
export interface CustomerIndex {
  offsets: Int32Array;
  events: Int32Array;
}

/** A stable counting sort by customer, so that time order within a customer is kept. */
export function indexByCustomer(data: TenantData): CustomerIndex {
  const offsets = new Int32Array(data.customerCount + 1);
  const n = data.customer.length;
  for (let e = 0; e < n; e++) offsets[data.customer[e]! + 1]!++;
  for (let c = 0; c < data.customerCount; c++) offsets[c + 1]! += offsets[c]!;
  const next = offsets.slice(0, data.customerCount);
  const events = new Int32Array(n);
  for (let e = 0; e < n; e++) events[next[data.customer[e]!]!++] = e;
  return { offsets, events };
}
