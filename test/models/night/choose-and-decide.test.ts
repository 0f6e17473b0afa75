import { type Choice, chooseChallenger, type DecideOptions, decide, type TenantData } from '../../../models';
import { type FixtureEvent, tasteShop, tenantOf } from '../../support/models/tenant-fixture';

const zone = 'Europe/London';
const shop = tasteShop({ seed: 3, customers: 150, products: 60, events: 4_000, days: 180 });
const options = { zone, seed: 1, earlierWinners: [], includeSeen: false };
const popularity = { name: 'popularity', params: { halfLifeDays: 30 } };

describe('a shop with clear tastes', () => {
  const choice = chooseChallenger(shop, options);
  const decided = (over: Partial<DecideOptions> = {}) =>
    decide(shop, { choice, seed: 1, includeSeen: false, ...over });

  test('a recipe that knows tastes is chosen over popularity, and takes over from it', () => {
    expect(choice.challenger.name).not.toBe('popularity');
    expect(choice.baseline.name).toBe('popularity');
    const decision = decided({ champion: { recipe: popularity, ageDays: 1 } });
    expect(decision).toMatchObject({ kind: 'switch', promote: true, outcome: 'promoted' });
    expect(decision.interval[0]).toBeGreaterThan(0);
    expect(decision.baseline.gain).toBeGreaterThan(0);
    expect(decision.sentence).toMatch(
      /^Judged by what \d+ customers bought in the last 4 weeks, .* takes over\.$/,
    );
  });

  test('the first night promotes its challenger', () => {
    expect(decided()).toMatchObject({ kind: 'first', promote: true, outcome: 'promoted' });
  });

  test('what won before is tried again, and the recipe in service is refreshed when nothing beats it', () => {
    const again = chooseChallenger(shop, {
      ...options,
      champion: choice.challenger,
      earlierWinners: [popularity],
    });
    expect(again.challenger).toEqual(choice.challenger);
    const decision = decide(shop, {
      choice: again,
      champion: { recipe: choice.challenger, ageDays: 30 },
      seed: 1,
      includeSeen: false,
    });
    expect(decision.kind).toBe('refresh');
  });

  test('the same seed gives the same choice and the same decision, to the last digit', () => {
    const champion = { recipe: popularity, ageDays: 1 };
    expect(chooseChallenger(shop, options)).toEqual(choice);
    expect(decided({ champion })).toEqual(decided({ champion }));
  });

  test('choice and decision are plain JSON', () => {
    const decision = decided({ champion: { recipe: popularity, ageDays: 1 } });
    expect(JSON.parse(JSON.stringify({ choice, decision }))).toEqual({ choice, decision });
  });

  test('the choice cannot see the decision window', () => {
    const end = choice.windows!.validationEnd;
    const scrambled: TenantData = {
      ...shop,
      product: shop.product.map((p, e) => (shop.time[e]! >= end ? (p * 7 + 3) % 60 : p)),
    };
    const other = chooseChallenger(scrambled, options);
    expect(other.challenger).toEqual(choice.challenger);
    expect(other.tried).toEqual(choice.tried);
  });
});

describe('tenants with little to go by', () => {
  const events = (count: number, days: number): FixtureEvent[] =>
    Array.from({ length: count }, (_, n) => ({
      customer: n % 7,
      product: (n * 3) % 11,
      day: (n * days) / count,
    }));

  test.each([
    ['no events', tenantOf([], { customers: 3, products: 3 })],
    ['no customers, no products', tenantOf([])],
    ['1 event', tenantOf(events(1, 1))],
    ['10 events', tenantOf(events(10, 30))],
    ['50 events', tenantOf(events(50, 60))],
    ['50 events at one moment', tenantOf(events(50, 0))],
    ['one product', tenantOf(events(60, 90).map((event) => ({ ...event, product: 0 })))],
    ['one customer', tenantOf(events(200, 90).map((event) => ({ ...event, customer: 0 })))],
    [
      'everybody bought the same',
      tenantOf(events(77, 90).map((event, n) => ({ ...event, product: Math.floor(n / 7) }))),
    ],
    ['views alone', tenantOf(events(80, 90).map((event) => ({ ...event, type: 'view' as const })))],
  ])('%s: a first model, a reason and a sentence, never an exception', (_, data) => {
    const choice: Choice = chooseChallenger(data, options);
    const first = decide(data, { choice, seed: 1, includeSeen: false });
    expect(first).toMatchObject({ kind: 'first', promote: true });
    expect(choice.reason).not.toBe('');
    const later = decide(data, {
      choice,
      champion: { recipe: popularity, ageDays: 1 },
      seed: 1,
      includeSeen: false,
    });
    expect(later.sentence).not.toMatch(/NaN|undefined|Infinity/);
    const numbers = JSON.stringify([first, later]);
    expect(numbers).not.toContain('null'); // JSON's word for NaN
  });

  test('too few customers to compare: popularity it is', () => {
    expect(chooseChallenger(tenantOf(events(50, 60)), options).challenger.name).toBe('popularity');
  });
});

describe('purchases that followed from a list', () => {
  /** Customers buy their own taste; in the last four weeks half of them bought product 59 because it was listed. */
  const swayed = (fromList: boolean): TenantData => {
    const pushed = Array.from(
      { length: 75 },
      (_, c): FixtureEvent => ({ customer: c, product: 59, day: 170, fromList }),
    );
    const own = Array.from(
      { length: shop.time.length },
      (_, e): FixtureEvent => ({
        customer: shop.customer[e]!,
        product: shop.product[e]!,
        day: (shop.time[e]! - Date.UTC(2026, 0, 5)) / 86_400_000,
      }),
    );
    return tenantOf([...own, ...pushed], { customers: 150, products: 60 });
  };

  test('are left out of the decision, and the result with them stands beside it', () => {
    const data = swayed(true);
    const choice = chooseChallenger(data, options);
    const decision = decide(data, {
      choice,
      champion: { recipe: popularity, ageDays: 1 },
      seed: 1,
      includeSeen: false,
    });
    expect(decision.withListPurchases.leftOut).toBe(75);
    expect(decision.withListPurchases.heldOutCustomers).toBeGreaterThan(decision.heldOutCustomers);
    expect(decision.withListPurchases.estimate).not.toBe(decision.estimate);
  });

  test('bought without a list they count', () => {
    const data = swayed(false);
    const choice = chooseChallenger(data, options);
    const decision = decide(data, {
      choice,
      champion: { recipe: popularity, ageDays: 1 },
      seed: 1,
      includeSeen: false,
    });
    expect(decision.withListPurchases).toMatchObject({ leftOut: 0, estimate: decision.estimate });
  });
});

describe('a history within three days', () => {
  const opening = tasteShop({ seed: 9, customers: 150, products: 40, events: 3_000, days: 0.5 });

  test('recipes are chosen on a share of each customer’s products', () => {
    const choice = chooseChallenger(opening, options);
    expect(choice.windows).toBeUndefined();
    expect(choice.challenger.name).not.toBe('popularity');
    expect(choice.baseline.name).toBe('popularity');
    expect(decide(opening, { choice, seed: 1, includeSeen: false })).toMatchObject({
      kind: 'first',
      promote: true,
    });
  });

  test('afterwards the recipe in service is kept until it is old: nothing can be compared', () => {
    const champion = { recipe: popularity, ageDays: 1 };
    const choice = chooseChallenger(opening, { ...options, champion: popularity });
    const decision = decide(opening, { choice, champion, seed: 1, includeSeen: false });
    expect(decision).toMatchObject({ promote: false, outcome: 'not_enough_evidence' });
    const later = decide(opening, {
      choice,
      champion: { ...champion, ageDays: 14 },
      seed: 1,
      includeSeen: false,
    });
    expect(later).toMatchObject({ promote: true, outcome: 'refreshed' });
  });
});
