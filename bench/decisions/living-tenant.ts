import { eventTypeNumbers, type Lists, type TenantData } from '../../models';
import { CustomerLife } from '../../simulator/customer-life';
import { DAY_MS, makeWorld, type World } from '../../simulator/world';
import { type DrawnWorld, futureDays } from './worlds';

const opening = Date.UTC(2026, 1, 2);

/** A tenant whose customers live on, day by day, and see the lists that are shown to them. */
export class LivingTenant {
  readonly world: World;
  /** Midnight; everything before it has happened. */
  now = opening;
  private readonly lives: CustomerLife[];
  private readonly customer: number[] = [];
  private readonly product: number[] = [];
  private readonly time: number[] = [];
  private readonly quantity: number[] = [];
  private readonly fromList: number[] = [];

  constructor({ settings, seed }: DrawnWorld) {
    this.world = makeWorld(settings, seed, opening + settings.days * DAY_MS);
    this.lives = Array.from({ length: settings.customers }, (_, c) => new CustomerLife(this.world, c));
  }

  liveFor(days: number): void {
    const until = this.now + days * DAY_MS;
    const bought = this.lives.flatMap((life, customer) =>
      Array.from(life.advance(until), (purchase) => ({ customer, ...purchase })),
    );
    bought.sort((a, b) => a.time - b.time);
    for (const purchase of bought) {
      this.customer.push(purchase.customer);
      this.product.push(purchase.product);
      this.time.push(purchase.time);
      this.quantity.push(purchase.quantity);
      this.fromList.push(purchase.fromList ? 1 : 0);
    }
    this.now = until;
  }

  show({ customers, products }: Lists, dial: number): void {
    const k = products.length / customers.length;
    customers.forEach((customer, row) => {
      const list = [...products.subarray(row * k, (row + 1) * k)].filter((product) => product >= 0);
      this.lives[customer]?.show({ products: list, dial });
    });
  }

  /** What the tenant knows, and nothing else: no tastes, no plans, no products of the future. */
  data(): TenantData {
    const { settings, soldUntil } = this.world;
    return {
      customerCount: settings.customers,
      productCount: settings.products,
      customer: Int32Array.from(this.customer),
      product: Int32Array.from(this.product),
      type: new Uint8Array(this.time.length).fill(eventTypeNumbers.purchase),
      time: Float64Array.from(this.time),
      quantity: Float32Array.from(this.quantity),
      value: new Float32Array(this.time.length).fill(Number.NaN),
      fromList: Uint8Array.from(this.fromList),
      droppedAt: soldUntil.map((until) => (until <= this.now ? until : Number.POSITIVE_INFINITY)),
    };
  }

  /**
   * The truth: by customer and product (row by row), the purchases to expect in the coming days where nobody
   * shows a list. `once` counts a product's first purchase alone: on lists of new products it has no place after.
   */
  expectedPurchases(branches: number, once: boolean): Float64Array {
    const { customers, products } = this.world.settings;
    const expected = new Float64Array(customers * products);
    const until = this.now + futureDays * DAY_MS;
    const lastBranch = new Int32Array(products);
    this.lives.forEach((life, customer) => {
      lastBranch.fill(-1);
      for (let branch = 0; branch < branches; branch++) {
        for (const { product } of life.branch(branch).advance(until)) {
          if (once && lastBranch[product] === branch) continue;
          lastBranch[product] = branch;
          expected[customer * products + product]! += 1 / branches;
        }
      }
    });
    return expected;
  }
}
