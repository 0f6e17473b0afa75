import type { SimulatedEvent } from './simulate-tenant';
import { DAY_MS } from './world';

/** What a data set looks like from outside: to hold a simulated world against a real one. */
export interface Marginals {
  purchases: number;
  customers: number;
  products: number;
  /** Share of purchases of a product that the customer had bought before. */
  reorderShare: number;
  /** Inequality of purchases among products, 0 (all alike) to 1. */
  productGini: number;
  /** Median days between a customer's orders. */
  medianGapDays: number;
  /** Mean number of lines of an order. */
  linesPerOrder: number;
  /** Share of purchases by weekday, Monday first. */
  weekdays: number[];
}

type Purchase = Pick<SimulatedEvent, 'type' | 'occurredAt' | 'productId' | 'customerId'>;

/** Expects each customer's events in order of time; what one customer buys at one moment is an order. */
export function marginals(events: Iterable<Purchase>): Marginals {
  const sold = new Map<string, number>();
  const customers = new Map<string, { bought: Set<string>; last: number }>();
  const gaps: number[] = [];
  const weekdays = new Array<number>(7).fill(0);
  let purchases = 0;
  let reorders = 0;
  let orders = 0;
  for (const { type, occurredAt, productId, customerId } of events) {
    if (type !== 'purchase') continue;
    purchases++;
    sold.set(productId, (sold.get(productId) ?? 0) + 1);
    const weekday = (Math.floor(occurredAt / DAY_MS) + 3) % 7;
    weekdays[weekday] = (weekdays[weekday] ?? 0) + 1;
    const customer = customers.get(customerId) ?? { bought: new Set(), last: Number.NaN };
    customers.set(customerId, customer);
    if (customer.last !== occurredAt) {
      orders++;
      if (!Number.isNaN(customer.last)) gaps.push((occurredAt - customer.last) / DAY_MS);
      customer.last = occurredAt;
    }
    if (customer.bought.has(productId)) reorders++;
    customer.bought.add(productId);
  }
  return {
    purchases,
    customers: customers.size,
    products: sold.size,
    reorderShare: reorders / purchases,
    productGini: gini([...sold.values()]),
    medianGapDays: gaps.sort((a, b) => a - b)[gaps.length >> 1] ?? Number.NaN,
    linesPerOrder: purchases / orders,
    weekdays: weekdays.map((count) => count / purchases),
  };
}

/** Gini's mean difference over twice the mean, from sorted counts. */
function gini(counts: number[]): number {
  counts.sort((a, b) => a - b);
  let weighted = 0;
  let sum = 0;
  counts.forEach((count, index) => {
    weighted += (index + 1) * count;
    sum += count;
  });
  return (2 * weighted) / (counts.length * sum) - (counts.length + 1) / counts.length;
}
