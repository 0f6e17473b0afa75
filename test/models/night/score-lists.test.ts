import { fitModel, popularList, scoreLists } from '../../../models';
import { dayMs, tasteShop, tenantOf } from '../../support/models/tenant-fixture';

const shop = tasteShop({ seed: 5, customers: 40, products: 24, events: 500, days: 100 });
const everyone = Int32Array.from({ length: 40 }, (_, c) => c);
const blend = { halfLifeDays: 90, links: 30, prior: 0.02, lambda: 3, bestSellers: 500, neighbours: 0.05 };
const model = fitModel(shop, { name: 'blend', params: blend }, 1);
const end = shop.time[shop.time.length - 1]! + 1;
const options = { customers: everyone, k: 8, includeSeen: false };

describe('scoreLists', () => {
  test('lists made long after the newest event are as personal as on its day', () => {
    const years = scoreLists(shop, model, { ...options, asOf: end + 5_000 * dayMs });
    expect(years).toEqual(scoreLists(shop, model, { ...options, asOf: end }));
    expect([...years.personal].every((flag) => flag === 1)).toBe(true);
  });

  test('a product dropped after the newest event, but before the lists, is not listed', () => {
    const droppedAt = shop.droppedAt.map((at, p) => (p < 12 ? end + dayMs : at));
    const lists = scoreLists({ ...shop, droppedAt }, model, { ...options, asOf: end + 2 * dayMs });
    expect([...lists.products].some((p) => p >= 0 && p < 12)).toBe(false);
    const before = scoreLists({ ...shop, droppedAt }, model, { ...options, asOf: end });
    expect([...before.products].some((p) => p >= 0 && p < 12)).toBe(true);
  });

  test('places beyond the products that are left hold -1', () => {
    const lists = scoreLists(shop, model, { customers: Int32Array.of(0), k: 30, includeSeen: true });
    expect([...lists.products.subarray(24)]).toEqual([-1, -1, -1, -1, -1, -1]);
  });

  test('what a customer did after the moment is not known at it', () => {
    const middle = shop.time[250]!;
    const early = scoreLists(shop, model, { ...options, asOf: middle });
    const half = { ...shop, customer: shop.customer.slice(0, 250), product: shop.product.slice(0, 250) };
    const known = {
      ...half,
      type: shop.type.slice(0, 250),
      time: shop.time.slice(0, 250),
      quantity: shop.quantity.slice(0, 250),
      value: shop.value.slice(0, 250),
      fromList: shop.fromList.slice(0, 250),
    };
    expect(scoreLists(known, model, { ...options, asOf: middle }).products).toEqual(early.products);
  });

  test('a dismissed product stays off the list, even where seen products are included', () => {
    const data = tenantOf([
      ...[0, 1, 2].map((product) => ({ customer: 1, product, day: product })),
      { customer: 0, product: 1, day: 4 },
      { customer: 0, product: 0, day: 5, type: 'dismiss' as const },
    ]);
    const popular = fitModel(data, { name: 'popularity', params: { halfLifeDays: 0 } }, 1);
    const lists = scoreLists(data, popular, { customers: Int32Array.of(0), k: 3, includeSeen: true });
    expect([...lists.products]).toEqual([1, 2, -1]);
  });

  test('a length that is no whole number from 1 is refused', () => {
    expect(() => scoreLists(shop, model, { ...options, k: 0 })).toThrow(
      'k must be a whole number from 1, got 0',
    );
  });
});

describe('popularList', () => {
  test('ranks what sells, leaves out what is dropped or never sold', () => {
    const data = tenantOf(
      [0, 1, 1, 2, 2, 2].map((product, n) => ({ customer: n, product, day: 1 })),
      { products: 5, droppedAt: { 2: 0 } },
    );
    const { products, scores } = popularList(data, 10, 0);
    expect([...products]).toEqual([1, 0]);
    expect(scores).toHaveLength(2);
  });

  test('of a tenant without events is empty', () => {
    expect(popularList(tenantOf([], { products: 3 }), 10, 30).products).toHaveLength(0);
  });
});
