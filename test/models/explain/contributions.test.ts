import { fitModel, type Model, type RecipeSpec, scoreLists, type TenantData } from '../../../models';
import { type ExplainedProduct, explainProducts } from '../../../models/explain/explain-products';
import { indexByCustomer } from '../../../models/history/customer-index';
import { createHistoryReader } from '../../../models/history/history-reader';
import { historyWeightingOf } from '../../../models/history/weighting';
import { scoreProducts } from '../../../models/model';
import { lastMoment } from '../../../models/night/fit-model';
import { tasteShop } from '../../support/models/tenant-fixture';

const common = { halfLifeDays: 90, links: 30, prior: 0.02, priorHalfLifeDays: 7, trend: 1.2 };
const recipes: RecipeSpec[] = [
  { name: 'popularity', params: { halfLifeDays: 14 } },
  { name: 'neighbours', params: { ...common, shrink: 10 } },
  { name: 'neighbours', params: { ...common, shrink: 10, scaleHistory: 0, quantityPower: 0.5 } },
  { name: 'neighbours', params: { ...common, shrink: 10, scaleHistory: 1 } },
  { name: 'ease', params: { ...common, lambda: 3, bestSellers: 20 } },
  {
    name: 'blend',
    params: { ...common, lambda: 3, bestSellers: 500, shrink: 10, neighbours: 0.05, repeat: 0.5 },
  },
  { name: 'repeat', params: { sumPower: 1, halfLifeDays: 0, prior: 0.01 } },
];

const shop = tasteShop({ seed: 1, customers: 60, products: 40, events: 900, days: 120 });
const moment = lastMoment(shop);
const everyProduct = Int32Array.from({ length: shop.productCount }, (_, p) => p);

describe.each(recipes)('$name $params', (recipe) => {
  const model = fitModel(shop, recipe, 1);

  test('prior and contributions of every product add up to the score that it is ranked by', () => {
    for (let customer = 0; customer < 20; customer++) {
      const explained = explain(model, shop, customer);
      const sums = explained.map(({ prior, contributions }) =>
        contributions.reduce((sum, { amount }) => sum + amount, prior),
      );
      for (const [at, { score }] of explained.entries()) expect(sums[at]).toBeCloseTo(score, 9);
      expect(explained.map(({ score }) => Math.fround(score))).toEqual([...scoresOf(model, shop, customer)]);
    }
  });

  test('without any one purchase of a product that may be cited, or without all of them, the score is lower', () => {
    let cited = 0;
    const notLower: unknown[] = [];
    for (let customer = 0; customer < 12; customer++) {
      const purchases = eventsOf(shop, customer);
      const before = explain(model, shop, customer);
      for (const left of [...purchases.map((e) => [e]), ...groupByProduct(purchases)]) {
        const bought = shop.product[left[0]!]!;
        const after = explain(model, without(shop, left), customer);
        for (const { product, score, contributions } of before) {
          if (!contributions.some((one) => one.product === bought && one.citable)) continue;
          // Scaled to length 1, a history of one product is the same however often that was bought.
          if (recipe.params.scaleHistory === 1 && new Set(purchases.map((e) => shop.product[e])).size === 1)
            continue;
          cited++;
          if (!(after[product]!.score < score)) notLower.push({ customer, left, product });
        }
      }
    }
    expect(notLower).toEqual([]);
    if (recipe.name === 'popularity') expect(cited).toBe(0);
    else expect(cited).toBeGreaterThan(100);
  });

  test('what a reason cites may be cited, and is no other than the customer’s own', () => {
    for (let customer = 0; customer < 20; customer++) {
      const bought = new Set(eventsOf(shop, customer).map((e) => shop.product[e]!));
      for (const { product, contributions, reason } of explain(model, shop, customer)) {
        const cited =
          reason?.kind === 'together' ? reason.products : reason?.kind === 'repeat' ? [product] : [];
        expect(reason?.kind === 'together' && cited.includes(product)).toBe(false);
        const citable = contributions.filter((one) => one.citable && bought.has(one.product));
        expect(citable.map((one) => one.product)).toEqual(expect.arrayContaining(cited));
      }
    }
  });

  test('a list’s scores come out of a customer’s events alone as they did of the whole tenant’s', () => {
    const lists = scoreLists(shop, model, { customers: Int32Array.of(3), k: 10, includeSeen: true });
    const events = eventsOf(shop, 3);
    const alone = pick({ ...shop, customerCount: 1 }, events, () => 0);
    const explained = explainProducts(model, alone, 0, moment, lists.products);
    expect(explained.map(({ score }) => Math.fround(score))).toEqual([...lists.scores]);
  });
});

describe('what is said', () => {
  const reasonsOf = (recipe: RecipeSpec) => {
    const model = fitModel(shop, recipe, 1);
    return Array.from({ length: shop.customerCount }, (_, customer) => explain(model, shop, customer)).flat();
  };

  test('repeats where the customer’s own purchases dominate, and there alone', () => {
    const repeats = reasonsOf(recipes.at(-1)!);
    for (const { product, score, prior, contributions, reason } of repeats) {
      const own = contributions.find((one) => one.product === product)?.amount ?? 0;
      expect(reason?.kind === 'repeat').toBe(own > score / 2 && prior < score / 2);
    }
    expect(repeats.filter(({ reason }) => reason?.kind === 'repeat').length).toBeGreaterThan(100);
  });

  test('popular where the prior dominates, and never of what hardly sells', () => {
    const model = fitModel(shop, recipes[1]!, 1);
    const most = Math.max(...model.prior);
    for (const { score, prior, reason } of reasonsOf(recipes[1]!)) {
      if (reason?.kind === 'popular') expect(prior).toBeGreaterThanOrEqual(Math.max(score / 2, 0.02 * most));
      else expect(prior < score / 2 || prior < 0.02 * most).toBe(true);
    }
  });

  test('nothing about a product that the model does not know', () => {
    const model = fitModel(shop, recipes[1]!, 1);
    expect(() => explainProducts(model, shop, 0, moment, [shop.productCount])).toThrow(
      'product must be 0 to 39, got 40',
    );
  });
});

function explain(model: Model, data: TenantData, customer: number): ExplainedProduct[] {
  return explainProducts(model, data, customer, moment, everyProduct);
}

/** The very function that ranks. */
function scoresOf(model: Model, data: TenantData, customer: number): Float32Array {
  const history = createHistoryReader(data, indexByCustomer(data)).read(
    customer,
    moment,
    historyWeightingOf(model.recipe),
  );
  const scores = new Float32Array(data.productCount);
  scoreProducts(model, history, scores, new Float64Array(data.productCount));
  return scores;
}

function eventsOf(data: TenantData, customer: number): number[] {
  return [...data.customer.keys()].filter((e) => data.customer[e] === customer);
}

function groupByProduct(events: readonly number[]): number[][] {
  const groups = new Map<number, number[]>();
  for (const e of events) {
    const product = shop.product[e]!;
    groups.set(product, [...(groups.get(product) ?? []), e]);
  }
  return [...groups.values()];
}

function without(data: TenantData, left: readonly number[]): TenantData {
  const gone = new Set(left);
  return pick(
    data,
    [...data.time.keys()].filter((e) => !gone.has(e)),
    (e) => data.customer[e]!,
  );
}

function pick(
  data: TenantData,
  events: readonly number[],
  customerOf: (event: number) => number,
): TenantData {
  return {
    ...data,
    customer: Int32Array.from(events, customerOf),
    product: Int32Array.from(events, (e) => data.product[e]!),
    type: Uint8Array.from(events, (e) => data.type[e]!),
    time: Float64Array.from(events, (e) => data.time[e]!),
    quantity: Float32Array.from(events, (e) => data.quantity[e]!),
    value: Float32Array.from(events, (e) => data.value[e]!),
    fromList: Uint8Array.from(events, (e) => data.fromList[e]!),
  };
}
