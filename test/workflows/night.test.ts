import { sql } from 'drizzle-orm';
import { askForNight } from '../support/ask-night';
import { type NightWorld, openNightWorld, tenantRow } from '../support/night-world';
import { tastefulEvents } from '../support/tenant-world';

describe('a night, on real Temporal and Postgres', () => {
  let world: NightWorld;
  beforeAll(async () => {
    world = await openNightWorld();
    await world.startWorker();
  }, 60_000);
  afterAll(() => world?.close());

  test('promotes a first version, with a list for every customer, and ends as one run', async () => {
    const tenantId = await world.tenant('brewery');
    await world.record(tenantId, tastefulEvents({ customers: 60, products: 40, perCustomer: 20 }));
    const nightNo = await askForNight(world, tenantId);

    const night = await world.nightThat(tenantId, (n) => n.nightNo === nightNo && n.endedAt !== null, 'ended');
    expect(night.sentence).not.toMatch(/failed/i);
    expect(night).toMatchObject({ outcome: 'promoted', version: 1, mode: 'on', crashes: 0 });
    expect(night.stages.map((stage) => stage.name)).toEqual([
      'cut', 'validate', 'choose', 'decide', 'fit', 'precompute', 'check', 'publish',
    ]);
    expect(await tenantRow(world, tenantId)).toMatchObject({ championVersion: 1, listSet: night.listSet });
    const { rows } = await world.db.transaction(async (tx) => {
      await tx.execute(sql`select set_config('app.tenant_id', ${String(tenantId)}, true)`);
      return tx.execute<{ lists: string }>(sql`select count(*) as lists from lists where customer_no > 0`);
    });
    expect(Number(rows[0]?.lists)).toBe(60);
  });
});
