import { chooseChallenger, type TenantData } from '../../../models';
import { openingRecipes, popularityRecipe, stepsFrom } from '../../../models/night/portfolio';
import { createRng } from '../../../models/rng';
import { type FixtureEvent, tasteShop, tenantOf } from '../../support/models/tenant-fixture';

const size = { customers: 300, products: 150, events: 6_000, browses: false };
const options = { zone: 'UTC', seed: 1, earlierWinners: [], includeSeen: false };

/** Purchases by taste, and into the cart whatever comes along. */
function idleCarts(): TenantData {
  const rng = createRng(4);
  const events: FixtureEvent[] = [];
  for (let n = 0; n < 1_500; n++) {
    const customer = Math.floor(rng() * 150);
    const day = 2 + (n * 170) / 1_500;
    events.push({ customer, product: (customer % 4) * 25 + Math.floor(rng() * 25), day });
    for (let v = 0; v < 6; v++) {
      events.push({ customer, product: Math.floor(rng() * 100), day: day - 2 * rng(), type: 'add_to_cart' });
    }
  }
  return tenantOf(events, { customers: 150, products: 100 });
}

const browsingOf = (data: TenantData): number[] =>
  chooseChallenger(data, options)
    .tried.map(({ recipe }) => recipe.params.browsing)
    .filter((value) => typeof value === 'number');

describe('the portfolio', () => {
  test('leaves a tenant of under 20 events, one product or one customer with popularity', () => {
    for (const small of [{ events: 19 }, { products: 1 }, { customers: 1 }]) {
      expect(openingRecipes({ ...size, ...small }, false, 7)).toEqual([]);
    }
  });

  test('offers repeats only where what a customer had before may be listed', () => {
    const names = (includeSeen: boolean) => openingRecipes(size, includeSeen, 7).map(({ name }) => name);
    expect(names(false)).toEqual(['neighbours', 'ease', 'blend']);
    expect(names(true)).toEqual(['repeat', 'neighbours', 'ease', 'blend']);
  });

  test('names the same recipes when the catalogue has grown', () => {
    expect(openingRecipes({ ...size, products: 151 }, false, 7)).toEqual(openingRecipes(size, false, 7));
  });

  test('steps to the next value on either side, and off the grid to the nearest', () => {
    const around = (trend: number) =>
      stepsFrom({ name: 'ease', params: { trend } })[0]!
        .around({ name: 'ease', params: { trend } })
        .map(({ params }) => params.trend);
    expect(around(0.6)).toEqual([0, 1.2]);
    expect(around(1)).toEqual([0.6, 1.2]);
    expect(around(1.8)).toEqual([1.2]);
  });

  test('does not vary what a recipe does not have: popularity stays itself', () => {
    expect(stepsFrom(popularityRecipe(7))).toEqual([]);
  });
});

describe('the search', () => {
  test('tries to turn browsing down where there is any, and not where there is none', () => {
    expect(new Set(browsingOf(idleCarts())).size).toBeGreaterThan(1);
    const shop = tasteShop({ seed: 3, customers: 100, products: 40, events: 2_000, days: 150 });
    expect(browsingOf(shop)).toEqual([]);
  });

  test('turns browsing down where it is noise', () => {
    const { challenger } = chooseChallenger(idleCarts(), options);
    expect(challenger.params.browsing).toBeLessThan(1);
  });

  test('ignores an earlier winner that this version no longer knows', () => {
    const shop = tasteShop({ seed: 3, customers: 100, products: 40, events: 2_000, days: 150 });
    const tarot = { name: 'tarot', params: { cards: 78 } };
    const { tried } = chooseChallenger(shop, { ...options, earlierWinners: [tarot] });
    expect(tried.map(({ recipe }) => recipe.name)).not.toContain('tarot');
  });
});
