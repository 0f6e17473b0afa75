import { assertTenantData, type EventType, eventTypeNumbers, type TenantData } from '../../../models';
import { createRng } from '../../../models/rng';

export interface FixtureEvent {
  customer: number;
  product: number;
  /** Days since the fixture's first day; fractions are hours. */
  day: number;
  type?: EventType;
  quantity?: number;
  value?: number;
  fromList?: boolean;
}

export const firstDay = Date.UTC(2026, 0, 5); // a Monday
export const dayMs = 86_400_000;

/** Columns from readable events; sorted by time, in the order given within it. */
export function tenantOf(
  events: readonly FixtureEvent[],
  counts: { customers?: number; products?: number; droppedAt?: Record<number, number> } = {},
): TenantData {
  const sorted = [...events].sort((a, b) => a.day - b.day);
  const most = (pick: (event: FixtureEvent) => number): number =>
    Math.max(0, ...events.map((e) => pick(e) + 1));
  const productCount = counts.products ?? most((event) => event.product);
  const droppedAt = new Float64Array(productCount).fill(Infinity);
  for (const [product, day] of Object.entries(counts.droppedAt ?? {})) {
    droppedAt[Number(product)] = firstDay + day * dayMs;
  }
  const data: TenantData = {
    customerCount: counts.customers ?? most((event) => event.customer),
    productCount,
    customer: Int32Array.from(sorted, (event) => event.customer),
    product: Int32Array.from(sorted, (event) => event.product),
    type: Uint8Array.from(sorted, (event) => eventTypeNumbers[event.type ?? 'purchase']),
    time: Float64Array.from(sorted, (event) => firstDay + event.day * dayMs),
    quantity: Float32Array.from(sorted, (event) => event.quantity ?? 1),
    value: Float32Array.from(sorted, (event) => event.value ?? Number.NaN),
    fromList: Uint8Array.from(sorted, (event) => (event.fromList ? 1 : 0)),
    droppedAt,
  };
  assertTenantData(data);
  return data;
}

/**
 * A shop whose customers each belong to one of `groups` tastes: a group buys its own products and, one time in
 * four, anything. What a recipe must find is known.
 */
export function tasteShop(options: {
  seed: number;
  customers: number;
  products: number;
  events: number;
  days: number;
  groups?: number;
}): TenantData {
  const { customers, products, days, groups = 4 } = options;
  const rng = createRng(options.seed);
  const perGroup = Math.floor(products / groups);
  const events = Array.from({ length: options.events }, (): FixtureEvent => {
    const customer = Math.floor(rng() * customers);
    const own = (customer % groups) * perGroup + Math.floor(rng() ** 1.5 * perGroup);
    const product = rng() < 0.75 ? own : Math.floor(rng() * products);
    return { customer, product, day: rng() * days, quantity: 1 + Math.floor(rng() * 5), value: 10 };
  });
  return tenantOf(events, { customers, products });
}
