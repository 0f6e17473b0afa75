import { eventTypeNumbers } from '../../../models';
import { goalType, popularity } from '../../../models/algorithms/popularity';
import { dayMs, firstDay, tenantOf } from '../../support/models/tenant-fixture';

const at = (day: number): number => firstDay + day * dayMs;

describe('popularity', () => {
  const data = tenantOf([
    { customer: 0, product: 0, day: 0 },
    { customer: 1, product: 1, day: 7 },
    { customer: 1, product: 0, day: 14, type: 'view' },
    { customer: 2, product: 1, day: 21 },
  ]);

  test('a purchase counts half after one half-life, by hand', () => {
    const counts = popularity(data, at(14), 7);
    expect(counts[0]).toBeCloseTo(0.25, 12);
    expect(counts[1]).toBeCloseTo(0.5, 12);
  });

  test('half-life 0 counts all purchases alike, and what comes after the cut not at all', () => {
    expect([...popularity(data, at(14), 0)]).toEqual([1, 1]);
    expect([...popularity(data, Infinity, 0)]).toEqual([1, 2]);
  });
});

describe('goalType', () => {
  test('purchases are the goal where there are any, else the nearest kind of event to them', () => {
    const views = tenantOf([{ customer: 0, product: 0, day: 0, type: 'view' }]);
    const carts = tenantOf([
      { customer: 0, product: 0, day: 0, type: 'view' },
      { customer: 0, product: 0, day: 1, type: 'add_to_cart' },
    ]);
    expect(goalType(views)).toBe(eventTypeNumbers.view);
    expect(goalType(carts)).toBe(eventTypeNumbers.add_to_cart);
    expect(goalType(tenantOf([]))).toBe(eventTypeNumbers.purchase);
  });
});
