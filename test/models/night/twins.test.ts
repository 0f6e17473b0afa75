import { type Choice, decide, type TenantData } from '../../../models';
import { planWindows } from '../../../models/night/plan-windows';
import { createRng } from '../../../models/rng';
import { type FixtureEvent, tenantOf } from '../../support/models/tenant-fixture';

const recipe = { name: 'popularity', params: { halfLifeDays: 7 } };

/** Everybody buys of ten products; from day 100 on, of ten others that a few had bought before. Ends on day 140. */
function fashions(): TenantData {
  const rng = createRng(1);
  const events = Array.from({ length: 4_200 }, (_, n): FixtureEvent => {
    const day = n / 30;
    const fashion = rng() < 0.95 ? (day < 100 ? 0 : 10) : 10;
    return { customer: Math.floor(rng() * 200), product: fashion + Math.floor(rng() * 10), day };
  });
  return tenantOf(events, { customers: 200, products: 20 });
}

describe('evaluation twins', () => {
  const data = fashions();
  const windows = planWindows(data, 'UTC')!; // four weeks: the decision window starts on day 112
  const choice: Choice = {
    challenger: recipe,
    baseline: recipe,
    windows,
    zone: 'UTC',
    validationCustomers: 100,
    tried: [],
    reason: '',
  };
  const refresh = (ageDays: number) =>
    decide(data, { choice, champion: { recipe, ageDays }, seed: 1, includeSeen: false });

  test('a champion as old as the last fashion loses to the same recipe on newer data', () => {
    const decision = refresh(20);
    expect(decision).toMatchObject({ kind: 'refresh', promote: true, outcome: 'refreshed' });
    expect(decision.estimate).toBeGreaterThan(0.2);
  });

  test('a champion of today is the challenger’s equal, so that it stays', () => {
    expect(refresh(0)).toMatchObject({
      estimate: 0,
      probabilityBetter: 0.5,
      promote: false,
      outcome: 'kept',
    });
  });

  test('a champion older than the data knows nothing, and is replaced', () => {
    expect(refresh(10_000)).toMatchObject({ champion: 0, promote: true });
  });
});
