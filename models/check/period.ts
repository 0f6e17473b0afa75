import { eventTypes } from '../event-types';
import type { TenantData } from '../tenant-data';

/** What happened between two moments, as counts and shares: plain JSON. */
export interface Period {
  from: number;
  to: number;
  events: number;
  customers: number;
  byType: Record<string, number>;
  /** Of the events, the share made by the one customer who made most. */
  largestCustomer: number;
  /** Of the events, the share about products (by customers) that nobody had met before the period. */
  newProducts: number;
  newCustomers: number;
  /** Of the events, the share about products that had been dropped by then. */
  droppedProducts: number;
  /** Of the events, the share that repeats another one in every field. */
  duplicates: number;
  /** Of the events, the share at the one moment at which most happened. */
  sameMoment: number;
}

/** When each product and customer first appeared. */
export interface FirstSeen {
  products: Float64Array;
  customers: Float64Array;
}

export function firstSeenIn(data: TenantData): FirstSeen {
  const products = new Float64Array(data.productCount).fill(Infinity);
  const customers = new Float64Array(data.customerCount).fill(Infinity);
  for (let e = data.time.length - 1; e >= 0; e--) {
    products[data.product[e]!] = data.time[e]!;
    customers[data.customer[e]!] = data.time[e]!;
  }
  return { products, customers };
}

export function periodOf(data: TenantData, firstSeen: FirstSeen, from: number, to: number): Period {
  const start = firstAtOrAfter(data.time, from);
  const end = firstAtOrAfter(data.time, to);
  const byCustomer = new Map<number, number>();
  const types = new Int32Array(eventTypes.length + 1);
  let newProducts = 0;
  let newCustomers = 0;
  let droppedProducts = 0;
  for (let e = start; e < end; e++) {
    const customer = data.customer[e]!;
    byCustomer.set(customer, (byCustomer.get(customer) ?? 0) + 1);
    types[data.type[e]!]!++;
    if (firstSeen.products[data.product[e]!]! >= from) newProducts++;
    if (firstSeen.customers[customer]! >= from) newCustomers++;
    if (data.droppedAt[data.product[e]!]! <= data.time[e]!) droppedProducts++;
  }
  const events = end - start;
  const share = (count: number): number => (events === 0 ? 0 : count / events);
  const { duplicates, sameMoment } = repeatsIn(data, start, end);
  return {
    from,
    to,
    events,
    customers: byCustomer.size,
    byType: Object.fromEntries(eventTypes.map((type, i) => [type, types[i + 1]!])),
    largestCustomer: share(Math.max(0, ...byCustomer.values())),
    newProducts: share(newProducts),
    newCustomers: share(newCustomers),
    droppedProducts: share(droppedProducts),
    duplicates: share(duplicates),
    sameMoment: share(sameMoment),
  };
}

/** Equal events share their moment, so that only those of one moment are compared. */
function repeatsIn(data: TenantData, start: number, end: number): { duplicates: number; sameMoment: number } {
  let duplicates = 0;
  let sameMoment = 0;
  for (let first = start; first < end; ) {
    let after = first + 1;
    while (after < end && data.time[after] === data.time[first]) after++;
    sameMoment = Math.max(sameMoment, after - first);
    if (after - first > 1) {
      const different = new Set<string>();
      for (let e = first; e < after; e++) {
        different.add(
          `${data.customer[e]} ${data.product[e]} ${data.type[e]} ${data.quantity[e]} ${data.value[e]}`,
        );
      }
      duplicates += after - first - different.size;
    }
    first = after;
  }
  return { duplicates, sameMoment };
}

function firstAtOrAfter(times: Float64Array, moment: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle]! < moment) low = middle + 1;
    else high = middle;
  }
  return low;
}
