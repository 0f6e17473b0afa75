import { fitModel, scoreLists } from '../../../models';
import { linksKey } from '../../../models/night/fit-model';
import { denseOf } from '../../support/models/dense-twin';
import { type FixtureEvent, tasteShop, tenantOf } from '../../support/models/tenant-fixture';

/** Three customers each bought 0, 1 and 2 long ago; lately only 1 sells. */
const pairs: FixtureEvent[] = [0, 1, 2].flatMap((customer) => [
  { customer, product: 0, day: customer },
  { customer, product: 1, day: customer },
  { customer, product: 2, day: customer },
]);
const data = tenantOf([...pairs, ...[3, 4, 5].map((customer) => ({ customer, product: 1, day: 60 }))]);

describe('a fitted model', () => {
  test('leans its links towards what sells lately, by hand', () => {
    const plain = { shrink: 1, halfLifeDays: 0, sumPower: 1 };
    const without = denseOf(fitModel(data, { name: 'neighbours', params: plain }, 1).links);
    const withTrend = denseOf(
      fitModel(data, { name: 'neighbours', params: { ...plain, trend: 1 } }, 1).links,
    );
    // Recent sales with a half-life of 7 days, as of the last event: 3 of product 1, and next to none of the others.
    const faded = 2 ** (-60 / 7) + 2 ** (-59 / 7) + 2 ** (-58 / 7);
    const recent = [faded, 3 + faded, faded];
    const usual = [3, 6, 3];
    const scale = (3 + 3 * faded) / 12;
    for (const target of [1, 2]) {
      const factor = (recent[target]! + 1) / (scale * usual[target]! + 1);
      expect(withTrend[0]![target]).toBeCloseTo(without[0]![target]! * factor, 5);
    }
    expect(withTrend[0]![1]!).toBeGreaterThan(without[0]![1]!);
    expect(withTrend[0]![2]!).toBeLessThan(without[0]![2]!);
  });

  test('puts recent popularity before the rest for who has no history', () => {
    const model = fitModel(data, { name: 'ease', params: { prior: 0.1, priorHalfLifeDays: 7 } }, 1);
    const lists = scoreLists(data, model, { customers: Int32Array.of(99), k: 3, includeSeen: true });
    expect([...lists.products]).toEqual([1, 0, 2]);
  });

  test('lists again what the customer bought, where repeats are asked for', () => {
    const repeat = fitModel(data, { name: 'repeat', params: { sumPower: 1, halfLifeDays: 30 } }, 1);
    const lists = scoreLists(data, repeat, { customers: Int32Array.of(0), k: 1, includeSeen: true });
    const again = tenantOf([...pairs, { customer: 0, product: 2, day: 20 }]);
    const after = scoreLists(again, repeat, { customers: Int32Array.of(0), k: 1, includeSeen: true });
    expect([...after.products]).toEqual([2]);
    expect(lists.products[0]).toBe(1);
  });

  test('knows nothing of what came at or after its cut', () => {
    const shop = tasteShop({ seed: 6, customers: 30, products: 20, events: 600, days: 80 });
    const cut = shop.time[300]!;
    const scrambled = {
      ...shop,
      product: shop.product.map((p, e) => (shop.time[e]! >= cut ? (p + 5) % 20 : p)),
    };
    const recipe = { name: 'blend', params: { trend: 1, prior: 0.1, priorHalfLifeDays: 7, lambda: 1 } };
    expect(fitModel(scrambled, recipe, 1, cut)).toEqual(fitModel(shop, recipe, 1, cut));
  });
});

describe('linksKey', () => {
  test('is one for recipes that differ in cheap parameters alone, and for a blend’s halves', () => {
    const ease = { name: 'ease', params: { lambda: 3, prior: 0.1, trend: 1 } };
    expect(linksKey({ ...ease, params: { ...ease.params, prior: 1, trend: 0, repeat: 2 } })).toBe(
      linksKey(ease),
    );
    expect(linksKey({ ...ease, params: { ...ease.params, neighbours: 0.1, shrink: 5 } })).toBe(
      linksKey(ease),
    );
    expect(linksKey({ ...ease, params: { ...ease.params, lambda: 1 } })).not.toBe(linksKey(ease));
  });
});
