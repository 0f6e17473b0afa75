import { CustomerLife, type Purchase } from './customer-life';
import { type Kind, kinds } from './kinds';
import { Rng } from './rng';
import type { WorldSettings } from './settings';
import { DAY_MS, makeWorld, type World } from './world';

/** A tenant's data as its own systems would send it: nothing here tells what customers think. */
export interface SimulatedTenant {
  world: World;
  products(): Iterable<SimulatedProduct>;
  customers(): Iterable<SimulatedCustomer>;
  /** Customer by customer, each one's purchases in order of time: nothing needs to be in memory whole. */
  events(): Iterable<SimulatedEvent>;
}

export interface SimulatedProduct {
  productId: string;
  name: string;
  category: string;
  price: number;
  dropped: boolean;
}

export interface SimulatedCustomer {
  customerId: string;
  name: string;
}

export interface SimulatedEvent {
  eventId: string;
  type: 'view' | 'purchase' | 'return';
  /** Milliseconds since 1970. */
  occurredAt: number;
  productId: string;
  customerId: string;
  quantity: number;
  value?: number;
}

export interface Naming {
  product(world: World, product: number): string;
  customer(customer: number): string;
}

const EXTRAS = 21; // the purpose of the random numbers that decide on views and returns
const plainNaming: Naming = {
  product: (_world, product) => `Product ${product + 1}`,
  customer: (customer) => `Customer ${customer + 1}`,
};

/**
 * A whole tenant, of a known kind or of one's own settings; the same seed and `now` give the same data to the
 * last digit. The history ends at `now` (milliseconds since 1970).
 */
export function simulateTenant(kind: Kind | WorldSettings, seed: number, now: number): SimulatedTenant {
  const known = typeof kind === 'string' ? kinds[kind] : undefined;
  const settings = typeof kind === 'string' ? kinds[kind].settings : kind;
  const naming = known?.naming ?? plainNaming;
  const world = makeWorld(settings, seed, now);
  return {
    world,
    products: () => products(world, naming),
    customers: () => customers(world, naming),
    events: () => events(world),
  };
}

export function productId(product: number): string {
  return `P${String(product + 1).padStart(4, '0')}`;
}

export function customerId(customer: number): string {
  return `C${String(customer + 1).padStart(5, '0')}`;
}

function* products(world: World, naming: Naming): Generator<SimulatedProduct> {
  for (let product = 0; product < world.settings.products; product++) {
    if ((world.soldFrom[product] ?? 0) >= world.now) continue; // not yet on sale: nobody knows it
    yield {
      productId: productId(product),
      name: naming.product(world, product),
      category: world.aisles[world.aisleOf[product] ?? 0]?.settings.name ?? '',
      price: world.price[product] ?? 0,
      dropped: (world.soldUntil[product] ?? 0) <= world.now,
    };
  }
}

function* customers(world: World, naming: Naming): Generator<SimulatedCustomer> {
  for (let customer = 0; customer < world.settings.customers; customer++) {
    yield { customerId: customerId(customer), name: naming.customer(customer) };
  }
}

function* events(world: World): Generator<SimulatedEvent> {
  for (let customer = 0; customer < world.settings.customers; customer++) {
    const rng = new Rng(world.seed, EXTRAS, customer);
    let number = 0;
    for (const purchase of new CustomerLife(world, customer).advance(world.now)) {
      for (const event of eventsAround(world, purchase, rng)) {
        number++;
        const id = customerId(customer);
        yield { ...event, eventId: `${id}-${number}`, customerId: id };
      }
    }
  }
}

/** A purchase, the looks before it (at it and at other products of its aisle) and, at times, its return. */
function* eventsAround(
  world: World,
  { time, product, quantity }: Purchase,
  rng: Rng,
): Generator<Omit<SimulatedEvent, 'eventId' | 'customerId'>> {
  const { viewsPerPurchase, returns } = world.settings;
  const aisle = world.aisles[world.aisleOf[product] ?? 0];
  const views = viewsPerPurchase === 0 ? 0 : rng.poisson(viewsPerPurchase);
  for (let view = views; view > 0; view--) {
    const seen = rng.chance(0.5) ? product : (aisle?.products[rng.below(aisle.products.length)] ?? product);
    yield { type: 'view', occurredAt: time - view * 40_000, productId: productId(seen), quantity: 1 };
  }
  const value = Math.round(quantity * (world.price[product] ?? 0) * 100) / 100;
  yield { type: 'purchase', occurredAt: time, productId: productId(product), quantity, value };
  const returnedAt = time + (1 + rng.below(9)) * DAY_MS;
  if (rng.chance(returns) && returnedAt < world.now) {
    yield { type: 'return', occurredAt: returnedAt, productId: productId(product), quantity, value };
  }
}
