import { suggestIncludeSeen } from '../../../models';
import { type FixtureEvent, tenantOf } from '../../support/models/tenant-fixture';

/** Ten customers who come every week; each time `repeats` of four products are ones they had before. */
function visits(repeats: number): FixtureEvent[] {
  return Array.from({ length: 10 * 12 * 4 }, (_, n) => {
    const [customer, week, place] = [n % 10, Math.floor(n / 40), Math.floor(n / 10) % 4];
    return { customer, day: 7 * week, product: place < repeats ? place : 4 + 4 * week + place };
  });
}

describe('suggestIncludeSeen', () => {
  test('customers who reorder get what they had before on their lists', () => {
    expect(suggestIncludeSeen(tenantOf(visits(3)))).toBe(true);
  });

  test('customers who seldom reorder get new products', () => {
    expect(suggestIncludeSeen(tenantOf(visits(1)))).toBe(false);
  });

  test('the same product twice in one basket is no reorder', () => {
    const baskets = visits(0).flatMap((event) => [event, { ...event, day: event.day + 0.01 }]);
    expect(suggestIncludeSeen(tenantOf(baskets))).toBe(false);
  });

  test('too few purchases say nothing', () => {
    expect(suggestIncludeSeen(tenantOf([]))).toBe(false);
    const twice = [0, 7].map((day) => ({ customer: 0, product: 0, day }));
    expect(suggestIncludeSeen(tenantOf(twice))).toBe(false);
  });
});
