import { fitModel, loadModel, type RecipeSpec, saveModel, scoreLists, type TenantData } from '../../models';
import { tasteShop, tenantOf } from '../support/models/tenant-fixture';

/** What every recipe promises, whatever its algorithm. A new recipe is one more line here. */
const common = { halfLifeDays: 90, links: 30, prior: 0.02, priorHalfLifeDays: 7, trend: 1.2 };
const recipes: RecipeSpec[] = [
  { name: 'popularity', params: { halfLifeDays: 14 } },
  { name: 'neighbours', params: { ...common, shrink: 10 } },
  { name: 'ease', params: { ...common, lambda: 3, bestSellers: 20 } },
  {
    name: 'blend',
    params: { ...common, lambda: 3, bestSellers: 500, shrink: 10, neighbours: 0.05, repeat: 0.5 },
  },
  { name: 'repeat', params: { sumPower: 1, halfLifeDays: 0, prior: 0.01 } },
];

const shop = tasteShop({ seed: 1, customers: 60, products: 40, events: 900, days: 120 });
const everyone = (data: TenantData): Int32Array =>
  Int32Array.from({ length: data.customerCount }, (_, c) => c);
const listed = (products: Int32Array): number[] => [...products].filter((product) => product >= 0);

describe.each(recipes)('$name', (recipe) => {
  const model = fitModel(shop, recipe, 1);

  test('lists are finite, ranked by score, without repeats', () => {
    const lists = scoreLists(shop, model, { customers: everyone(shop), k: 10, includeSeen: true });
    for (let c = 0; c < shop.customerCount; c++) {
      const products = listed(lists.products.subarray(c * 10, c * 10 + 10));
      expect(products).toHaveLength(10);
      expect(new Set(products).size).toBe(10);
      const scores = [...lists.scores.subarray(c * 10, c * 10 + 10)];
      expect(scores.every(Number.isFinite)).toBe(true);
      expect([...scores].sort((a, b) => b - a)).toEqual(scores);
    }
  });

  test('what the customer bought is left out, unless it is included', () => {
    const lists = scoreLists(shop, model, { customers: everyone(shop), k: 40, includeSeen: false });
    for (let e = 0; e < shop.customer.length; e++) {
      const c = shop.customer[e]!;
      expect(lists.products.subarray(c * 40, c * 40 + 40)).not.toContain(shop.product[e]!);
    }
  });

  test('a customer newer than the data, or without any event, gets the popular list', () => {
    const data = { ...shop, customerCount: shop.customerCount + 1 };
    const customers = Int32Array.of(shop.customerCount, shop.customerCount + 5);
    const lists = scoreLists(data, model, { customers, k: 5, includeSeen: false });
    const popular = scoreLists(data, fitModel(shop, { name: 'popularity', params: priorOf(recipe) }, 1), {
      customers,
      k: 5,
      includeSeen: false,
    });
    expect(lists.products).toEqual(popular.products);
    expect([...lists.personal]).toEqual([0, 0]);
  });

  test('a dropped product is never listed', () => {
    const data = { ...shop, droppedAt: shop.droppedAt.map((at, p) => (p % 2 === 0 ? 0 : at)) };
    const lists = scoreLists(data, model, { customers: everyone(data), k: 40, includeSeen: true });
    expect(listed(lists.products).some((product) => product % 2 === 0)).toBe(false);
  });

  test('the same seed gives the same artifact, byte for byte', () => {
    expect(Buffer.compare(saveModel(fitModel(shop, recipe, 1)), saveModel(model))).toBe(0);
  });

  test('a saved and loaded model scores exactly as the fitted one', () => {
    const options = { customers: everyone(shop), k: 40, includeSeen: true };
    expect(scoreLists(shop, loadModel(saveModel(model)), options)).toEqual(scoreLists(shop, model, options));
  });

  test('a product newer than the model is not listed, and harms nothing', () => {
    const { customer, product, type, time, quantity, value, fromList } = shop;
    const n = time.length;
    const data: TenantData = {
      ...shop,
      productCount: shop.productCount + 1,
      customer: Int32Array.from([...customer, 0]),
      product: Int32Array.from([...product, shop.productCount]),
      type: Uint8Array.from([...type, 4]),
      time: Float64Array.from([...time, time[n - 1]! + 1]),
      quantity: Float32Array.from([...quantity, 1]),
      value: Float32Array.from([...value, 1]),
      fromList: Uint8Array.from([...fromList, 0]),
      droppedAt: Float64Array.from([...shop.droppedAt, Infinity]),
    };
    const lists = scoreLists(data, model, { customers: Int32Array.of(0, 1), k: 41, includeSeen: true });
    expect(listed(lists.products)).not.toContain(shop.productCount);
  });

  test.each([
    ['no events', tenantOf([], { customers: 2, products: 3 }), 0],
    ['nothing at all', tenantOf([]), 0],
    ['one product', tenantOf([0, 1, 2].map((customer) => ({ customer, product: 0, day: customer }))), 3],
    ['one event', tenantOf([{ customer: 0, product: 0, day: 0 }]), 1],
    [
      'everything at one moment',
      tenantOf([0, 1, 2, 3].map((n) => ({ customer: n % 2, product: n, day: 0 }))),
      8,
    ],
    [
      'views alone',
      tenantOf([0, 1, 2].map((n) => ({ customer: n, product: n, day: n, type: 'view' as const }))),
      9,
    ],
  ])('%s: no exception and only numbers', (_, data, entries) => {
    const fitted = fitModel(data, recipe, 1);
    const lists = scoreLists(data, loadModel(saveModel(fitted)), {
      customers: everyone(data),
      k: 5,
      includeSeen: true,
    });
    expect(listed(lists.products)).toHaveLength(entries);
    expect([...lists.scores].every(Number.isFinite)).toBe(true);
  });
});

/** The popularity that a recipe falls back on without a history. */
function priorOf(recipe: RecipeSpec): RecipeSpec['params'] {
  return { halfLifeDays: (recipe.params.priorHalfLifeDays ?? recipe.params.halfLifeDays) as number };
}

test('an unknown recipe is refused by name', () => {
  expect(() => fitModel(shop, { name: 'tarot', params: {} }, 1)).toThrow('tarot');
});

test('a hyper-parameter that is no number is refused by name', () => {
  expect(() => fitModel(shop, { name: 'ease', params: { lambda: Number.NaN } }, 1)).toThrow(
    'ease: lambda must be a finite number, got NaN',
  );
});

test('recipes that learn from co-purchases find the taste that a shop was made with', () => {
  for (const recipe of recipes.filter(({ name }) => ['neighbours', 'ease', 'blend'].includes(name))) {
    const lists = scoreLists(shop, fitModel(shop, recipe, 1), {
      customers: everyone(shop),
      k: 3,
      includeSeen: false,
    });
    let own = 0;
    let all = 0;
    for (let c = 0; c < shop.customerCount; c++) {
      for (const product of listed(lists.products.subarray(c * 3, c * 3 + 3))) {
        own += Math.floor(product / 10) === c % 4 ? 1 : 0;
        all++;
      }
    }
    expect(own / all).toBeGreaterThan(0.5); // by chance: a quarter
  }
});
