import { LivingTenant } from '../../../bench/decisions/living-tenant';
import { judgeWorld } from '../../../bench/decisions/one-world';
import { createOracle } from '../../../bench/decisions/true-value';
import { drawWorld } from '../../../bench/decisions/worlds';
import { assertTenantData, fitModel } from '../../../models';

function tenantAfter(days: number, world = 4): LivingTenant {
  const tenant = new LivingTenant(drawWorld(world, 40));
  tenant.liveFor(days);
  return tenant;
}

test('a tenant that lived day by day is the tenant that lived in one go', () => {
  const daily = new LivingTenant(drawWorld(4, 40));
  for (let day = 0; day < 60; day++) daily.liveFor(1);
  expect(daily.data()).toEqual(tenantAfter(60).data());
  assertTenantData(daily.data());
});

test('looking at the truth changes nothing that happens afterwards', () => {
  const [looked, unlooked] = [tenantAfter(60), tenantAfter(60)];
  looked.expectedPurchases(20, false);
  looked.liveFor(30);
  unlooked.liveFor(30);
  expect(looked.data()).toEqual(unlooked.data());
});

test('the truth prefers what sells to chance, in worlds of both kinds', () => {
  for (const world of [4, 5]) {
    const tenant = tenantAfter(150, world);
    const data = tenant.data();
    const oracle = createOracle(tenant, data, true, 1_000);
    const popular = fitModel(data, { name: 'popularity', params: { halfLifeDays: 0 } }, 1);
    const reversed = { ...popular, prior: popular.prior.map((count) => (count > 0 ? 1 / count : 0)) };
    expect(oracle.value(popular)).toBeGreaterThan(1.2 * oracle.value(reversed));
  }
});

test('the same world gives the same verdicts, with the truth beside each', () => {
  const verdicts = judgeWorld({ heldOut: 20, dial: 0.3 }, 5);
  expect(judgeWorld({ heldOut: 20, dial: 0.3 }, 5)).toEqual(verdicts);
  expect(new Set(verdicts.map(({ contest }) => contest))).toEqual(new Set(['stated', 'refresh', 'night']));
  expect(verdicts.every(({ effect }) => Number.isFinite(effect))).toBe(true);
  expect(verdicts[0]!.leftOut).toBeGreaterThan(0);
});
