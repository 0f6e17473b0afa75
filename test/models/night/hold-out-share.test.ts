import { assertTenantData } from '../../../models';
import { indexByCustomer } from '../../../models/history/customer-index';
import { holdOutShare } from '../../../models/night/hold-out-share';
import { tasteShop } from '../../support/models/tenant-fixture';

const shop = tasteShop({ seed: 7, customers: 80, products: 30, events: 1_200, days: 0.001 });
const { data, cut } = holdOutShare(shop, indexByCustomer(shop), 1);
const pairs = (from: number, to: number): Set<string> =>
  new Set(
    [...data.time.keys()]
      .filter((e) => data.time[e]! >= from && data.time[e]! < to)
      .map((e) => `${data.customer[e]} ${data.product[e]}`),
  );

describe('holdOutShare', () => {
  test('keeps every event, in columns that the models accept', () => {
    assertTenantData(data);
    expect(data.time).toHaveLength(shop.time.length);
    const sum = (column: Int32Array | Float32Array): number => [...column].reduce((a, b) => a + b, 0);
    expect(sum(data.product)).toBe(sum(shop.product));
    expect(sum(data.quantity)).toBe(sum(shop.quantity));
  });

  test('holds out about a fifth of each customer’s products, with all their events', () => {
    const [past, future] = [pairs(0, cut), pairs(cut, Infinity)];
    expect([...future].some((pair) => past.has(pair))).toBe(false);
    expect(future.size / (past.size + future.size)).toBeCloseTo(0.2, 1);
  });

  test('leaves every customer a history', () => {
    const customers = new Set([...pairs(0, cut)].map((pair) => pair.split(' ')[0]));
    expect(customers.size).toBe(80);
  });

  test('is the same for the same seed, another for another', () => {
    const again = (seed: number) => holdOutShare(shop, indexByCustomer(shop), seed).data;
    expect(again(1)).toEqual(data);
    expect(again(2)).not.toEqual(data);
  });
});
