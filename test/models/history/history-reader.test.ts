import type { RecipeSpec } from '../../../models';
import { indexByCustomer } from '../../../models/history/customer-index';
import { customerProducts } from '../../../models/history/customer-products';
import { createHistoryReader } from '../../../models/history/history-reader';
import { weightingOf } from '../../../models/history/weighting';
import { denseOf } from '../../support/models/dense-twin';
import { dayMs, type FixtureEvent, firstDay, tenantOf } from '../../support/models/tenant-fixture';

const at = (day: number): number => firstDay + day * dayMs;

function read(events: FixtureEvent[], day: number, params: RecipeSpec['params']): [number, number][] {
  const data = tenantOf(events, { customers: 2, products: 5 });
  const reader = createHistoryReader(data, indexByCustomer(data));
  const history = reader.read(0, at(day), weightingOf({ name: 'ease', params }));
  return Array.from({ length: history.length }, (_, i) => [history.products[i]!, history.weights[i]!]);
}

describe('a history', () => {
  const two: FixtureEvent[] = [
    { customer: 0, product: 3, day: 0, quantity: 4 },
    { customer: 1, product: 1, day: 1 },
    { customer: 0, product: 2, day: 10 },
    { customer: 0, product: 3, day: 20 },
  ];

  test('halves with each half-life, and adds up per product, by hand', () => {
    expect(read(two, 30, { halfLifeDays: 10, sumPower: 1 })).toEqual([
      [3, expect.closeTo(1 / 8 + 1 / 2, 12)],
      [2, expect.closeTo(1 / 4, 12)],
    ]);
  });

  test('counts all ages alike at half-life 0, and takes the root of the sum by default', () => {
    expect(read(two, 30, {})).toEqual([
      [3, expect.closeTo(Math.SQRT2, 12)],
      [2, 1],
    ]);
  });

  test('weighs quantity as the recipe says', () => {
    expect(read(two, 30, { quantityPower: 0.5, sumPower: 1 })[0]).toEqual([3, expect.closeTo(3, 12)]);
  });

  test('ends before the moment: what happens at it is the future', () => {
    expect(read(two, 10, { sumPower: 1 })).toEqual([[3, 1]]);
    expect(read(two, 0, {})).toEqual([]);
  });

  test('weighs kinds of events differently, and browsing as a whole', () => {
    const events: FixtureEvent[] = [
      { customer: 0, product: 0, day: 0, type: 'view' },
      { customer: 0, product: 1, day: 0, type: 'click' },
      { customer: 0, product: 2, day: 0, type: 'add_to_cart' },
      { customer: 0, product: 3, day: 0, type: 'shown' },
    ];
    expect(read(events, 1, { sumPower: 1 })).toEqual([
      [0, 0.1],
      [1, 0.2],
      [2, 0.5],
    ]);
    expect(read(events, 1, { sumPower: 1, browsing: 0 })).toEqual([]);
  });

  test('does not trip over a quantity that is missing or zero', () => {
    const events = [Number.NaN, 0].map((quantity, product) => ({ customer: 0, product, day: 0, quantity }));
    expect(read(events, 1, { quantityPower: 1 })).toEqual([
      [0, 1],
      [1, 1],
    ]);
  });
});

describe('customerProducts', () => {
  const data = tenantOf(
    [
      { customer: 1, product: 0, day: 0 },
      { customer: 1, product: 2, day: 1 },
      { customer: 1, product: 1, day: 2 },
      { customer: 0, product: 2, day: 5 },
    ],
    { customers: 3, products: 3 },
  );
  const matrix = (cut: number, longest?: number) =>
    denseOf(
      customerProducts(
        data,
        indexByCustomer(data),
        at(cut),
        weightingOf({ name: 'ease', params: {} }),
        longest,
      ),
    );

  test('has a row per customer and nothing from the cut on', () => {
    expect(matrix(5)).toEqual([
      [0, 0, 0],
      [1, 1, 1],
      [0, 0, 0],
    ]);
  });

  test('keeps the products discovered last where a customer has too many', () => {
    expect(matrix(6, 2)[1]).toEqual([0, 1, 1]);
  });
});
