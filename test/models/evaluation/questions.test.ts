import { eventTypeNumbers } from '../../../models';
import { hiddenTypes } from '../../../models/evaluation/hidden-types';
import { askQuestions } from '../../../models/evaluation/questions';
import { thinQuestions } from '../../../models/evaluation/thin-questions';
import { indexByCustomer } from '../../../models/history/customer-index';
import { dayMs, type FixtureEvent, firstDay, tenantOf } from '../../support/models/tenant-fixture';

const at = (day: number): number => firstDay + day * dayMs;
const hidden = hiddenTypes(false, eventTypeNumbers.purchase);

function ask(events: FixtureEvent[], over: object = {}, droppedAt: Record<number, number> = {}) {
  const data = tenantOf(events, { customers: 3, products: 6, droppedAt });
  const questions = askQuestions(data, indexByCustomer(data), {
    moments: [at(10), at(17)],
    end: at(24),
    knownBefore: at(10),
    hidden,
    withListPurchases: true,
    ...over,
  });
  return Array.from(questions.customers, (customer, q) => ({
    customer,
    day: (questions.moments[q]! - firstDay) / dayMs,
    relevant: [...questions.relevant.subarray(questions.starts[q], questions.starts[q + 1])],
  }));
}

/** Product 0 to 4 are known before the window; customer 0 has a history. */
const before: FixtureEvent[] = [
  { customer: 0, product: 0, day: 1 },
  ...[1, 2, 3, 4].map((product) => ({ customer: 2, product, day: 2 })),
];

describe('questions', () => {
  test('each moment is answered by what happens before the next', () => {
    const questions = ask([
      ...before,
      { customer: 0, product: 1, day: 11 },
      { customer: 0, product: 2, day: 18 },
    ]);
    expect(questions).toEqual([
      { customer: 0, day: 10, relevant: [1] },
      { customer: 0, day: 17, relevant: [2] },
    ]);
  });

  test('what was bought before the moment is not relevant, unless seen products are included', () => {
    const events = [...before, { customer: 0, product: 0, day: 11 }];
    expect(ask(events)).toEqual([]);
    const mixed = hiddenTypes(true, eventTypeNumbers.purchase);
    expect(ask(events, { hidden: mixed })).toEqual([{ customer: 0, day: 10, relevant: [0] }]);
  });

  test('what was bought in the first week of the window is history in the second', () => {
    const events = [...before, { customer: 0, product: 1, day: 11 }, { customer: 0, product: 1, day: 18 }];
    expect(ask(events)).toEqual([{ customer: 0, day: 10, relevant: [1] }]);
  });

  test('a customer without history at the moment is not asked, but is at the next', () => {
    const events = [...before, { customer: 1, product: 1, day: 12 }, { customer: 1, product: 2, day: 18 }];
    expect(ask(events)).toEqual([{ customer: 1, day: 17, relevant: [2] }]);
  });

  test('products that nobody knew before the window are not relevant', () => {
    expect(ask([...before, { customer: 0, product: 5, day: 11 }])).toEqual([]);
  });

  test('a product dropped before the moment is not relevant, one dropped later is', () => {
    const events = [...before, { customer: 0, product: 1, day: 11 }];
    expect(ask(events, {}, { 1: 9 })).toEqual([]);
    expect(ask(events, {}, { 1: 12 })).toEqual([{ customer: 0, day: 10, relevant: [1] }]);
  });

  test('purchases that followed from a list are left out on demand', () => {
    const events = [...before, { customer: 0, product: 1, day: 11, fromList: true }];
    expect(ask(events, { withListPurchases: false })).toEqual([]);
    expect(ask(events)).toHaveLength(1);
  });

  test('views are no answers, and what was only viewed may still be relevant', () => {
    const events: FixtureEvent[] = [
      ...before,
      { customer: 0, product: 1, day: 3, type: 'view' },
      { customer: 0, product: 2, day: 11, type: 'view' },
      { customer: 0, product: 1, day: 12 },
    ];
    expect(ask(events)).toEqual([{ customer: 0, day: 10, relevant: [1] }]);
  });
});

describe('thinQuestions', () => {
  const questions = {
    customers: Int32Array.from({ length: 4_000 }, (_, q) => q >> 1),
    moments: new Float64Array(4_000),
    starts: Int32Array.from({ length: 4_001 }, (_, q) => q),
    relevant: Int32Array.from({ length: 4_000 }, (_, q) => q % 7),
    hidden,
    unknownProducts: 0,
  };

  test('keeps whole customers, about as many as the work allows', () => {
    const thinned = thinQuestions(questions, 100, 200_000, 1);
    expect(thinned.customers.length).toBeGreaterThan(1_600);
    expect(thinned.customers.length).toBeLessThan(2_400);
    for (let q = 0; q < thinned.customers.length; q += 2) {
      expect(thinned.customers[q]).toBe(thinned.customers[q + 1]);
      expect(thinned.relevant[thinned.starts[q]!]).toBe((2 * thinned.customers[q]!) % 7);
    }
  });

  test('leaves small windows alone', () => {
    expect(thinQuestions(questions, 100, 1e9, 1)).toBe(questions);
    const few = { ...questions, customers: questions.customers.slice(0, 200) };
    expect(thinQuestions(few, 1e6, 1, 1)).toBe(few);
  });
});
