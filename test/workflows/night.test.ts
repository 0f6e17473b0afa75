import { sql } from 'drizzle-orm';
import { inTenant } from '../../db/in-tenant';
import { setMode } from '../../services/tenants/set-mode';
import { readVersion } from '../../services/versions/read-artifact';
import { nightOf } from '../../workflows/timing';
import { askForNight } from '../support/ask-night';
import { type NightWorld, openNightWorld, tenantRow } from '../support/night-world';
import { tastefulEvents } from '../support/tenant-world';
import { until } from '../support/until';

const STAGES = ['cut', 'validate', 'choose', 'decide', 'fit', 'precompute', 'check', 'publish'];

describe('a night, on real Temporal and Postgres', () => {
  let world: NightWorld;
  beforeAll(async () => {
    world = await openNightWorld();
    await world.startWorker();
  }, 60_000);
  afterAll(() => world?.close());

  const ended = (nightNo: number) =>
    [
      (n: { nightNo: number; endedAt: Date | null }) => n.nightNo === nightNo && n.endedAt !== null,
      `has number ${nightNo} and ended`,
    ] as const;

  test('promotes a first version, with a list for every customer', async () => {
    const tenantId = await world.tenant('brewery');
    await world.record(tenantId, tastefulEvents({ customers: 60, products: 40, perCustomer: 20 }));
    const night = await world.nightThat(tenantId, ...ended(await askForNight(world, tenantId)));

    expect(night.sentence).not.toMatch(/failed/i);
    expect(night).toMatchObject({ outcome: 'promoted', version: 1, mode: 'on', crashes: 0 });
    expect(night.stages.map((stage) => stage.name)).toEqual(STAGES);
    expect(await tenantRow(world, tenantId)).toMatchObject({ championVersion: 1, listSet: night.listSet });
    expect(await listCount(tenantId, 1)).toBe(60);
    // The numbers that it was judged by stand with the version, its recipe apart from them.
    const version = await readVersion(world.db, tenantId, 1);
    expect(version.metrics).toMatchObject({
      challenger: expect.any(Number),
      heldOutCustomers: expect.any(Number),
      baseline: { gain: expect.any(Number), recipe: { name: 'popularity' } },
    });
  });

  test('without anything new says so, and leaves everything as it was', async () => {
    const tenantId = await world.tenant('quiet');
    await world.record(tenantId, tastefulEvents({ customers: 20, products: 10, perCustomer: 10 }));
    await world.nightThat(tenantId, ...ended(await askForNight(world, tenantId)));
    const before = await tenantRow(world, tenantId);

    const second = await world.nightThat(tenantId, ...ended(await askForNight(world, tenantId)));
    expect(second).toMatchObject({ outcome: 'no_new_data', version: null });
    expect(await tenantRow(world, tenantId)).toMatchObject({
      championVersion: before.championVersion,
      listSet: before.listSet,
    });
  });

  test.each([
    [0, 'not_enough_evidence'],
    [1, 'promoted'],
    [10, 'promoted'],
    [50, 'promoted'],
  ])('of a tenant with %i events ends %s, with a sentence', async (count, outcome) => {
    const tenantId = await world.tenant(`tiny-${count}`);
    await world.record(
      tenantId,
      tastefulEvents({ customers: Math.ceil(count / 5), products: 6, perCustomer: 5, tastes: 2 }).slice(
        0,
        count,
      ),
    );
    const night = await world.nightThat(tenantId, ...ended(await askForNight(world, tenantId)));
    expect(night.sentence).toMatch(/\w+ .*\.$/);
    expect(night.outcome).toBe(outcome);
  });

  test("begins at the tenant's own midnight, once, and the next is a day later", async () => {
    const zone = 'Pacific/Auckland';
    const schedule = { zone, nightAt: '00:00', everyDays: 1, spreadMinutes: 0, place: 0 };
    const tenantId = await world.tenant('early', { timezone: zone, settings: { spreadMinutes: 0 } });
    await world.record(tenantId, tastefulEvents({ customers: 5, products: 5, perCustomer: 4 }));
    // Its first look puts the night on the calendar; then its midnight is moved to two seconds from now.
    const planned = await until(
      async () => (await tenantRow(world, tenantId)).nextNightDate,
      'a night is planned',
    );
    expect((await tenantRow(world, tenantId)).nextNightAt?.getTime()).toBe(nightOf(schedule, planned).at);

    const soon = new Date(Date.now() + 2_000);
    const local = new Intl.DateTimeFormat('en-CA', { timeZone: zone, dateStyle: 'short' }).format(soon);
    const time = new Intl.DateTimeFormat('en-GB', { timeZone: zone, timeStyle: 'medium' }).format(soon);
    await inTenant(world.db, tenantId, async (tx) => {
      await tx.execute(
        sql`update tenants set night_at = ${time}::time, next_night_at = null where tenant_id = ${tenantId}`,
      );
      await tx.execute(
        sql`insert into outbox (tenant_id) values (${tenantId}) on conflict (tenant_id) do update set revision = outbox.revision + 1`,
      );
    });
    const night = await world.nightThat(tenantId, (n) => n.endedAt !== null, 'ended');
    expect(night).toMatchObject({ requestedBy: 'timer', date: local, outcome: 'promoted' });
    const next = await tenantRow(world, tenantId);
    expect(next.nextNightAt?.getTime()).toBe(
      nightOf({ ...schedule, nightAt: time }, next.nextNightDate as string).at,
    );
    expect(next.nextNightAt?.getTime()).toBeGreaterThan(Date.now() + 20 * 3_600_000);
  });

  test('when frozen refreshes only the lists of customers who did something, and fits nothing', async () => {
    const tenantId = await world.tenant('frozen');
    await world.record(tenantId, tastefulEvents({ customers: 30, products: 20, perCustomer: 10 }));
    await world.nightThat(tenantId, ...ended(await askForNight(world, tenantId)));
    await setMode(world.db, tenantId, world.operator, { mode: 'frozen', reason: 'stocktaking' });
    await world.record(tenantId, [
      {
        eventId: 'new-1',
        type: 'purchase',
        occurredAt: new Date().toISOString(),
        customerId: 'c3',
        productId: 'p1',
      },
    ]);
    const night = await world.nightThat(tenantId, ...ended(await askForNight(world, tenantId)));

    expect(night).toMatchObject({ outcome: 'frozen', version: null });
    expect(await tenantRow(world, tenantId)).toMatchObject({ championVersion: 1, listSet: night.listSet });
    // The customer's own list and the list of those whom no model knows; the other 29 stay as they were.
    expect(night.stages.find((stage) => stage.name === 'precompute')?.detail).toMatchObject({ lists: 1 });
  });

  test('starts again where Temporal has lost the workflow: Postgres knows the tenant', async () => {
    const tenantId = await world.tenant('forgotten');
    await until(async () => (await tenantRow(world, tenantId)).nextNightDate, 'a first look');
    await world.handle('forgotten').terminate('its data was lost');
    await until(async () => {
      const { status } = await world.handle('forgotten').describe();
      return status.name === 'RUNNING' ? status.name : undefined;
    }, 'its workflow runs again');
  });

  test('a relay that starts finds every workflow that Temporal has lost, at its first comparison', async () => {
    for (const slug of ['lost-1', 'lost-2']) {
      const tenantId = await world.tenant(slug);
      await until(async () => (await tenantRow(world, tenantId)).nextNightDate, 'a first look');
    }
    await world.stopWorkers();
    for (const slug of ['lost-1', 'lost-2']) await world.handle(slug).terminate('its data was lost');
    // Visibility is told a little later, and there is only one comparison to come.
    await until(
      async () => ((await openWorkflows()).some((id) => id.includes('lost')) ? undefined : true),
      'both are known to be gone',
    );
    await world.startWorker({ relay: { reconcileMs: 600_000, sweepMs: 600_000 } });
    for (const slug of ['lost-1', 'lost-2']) {
      await until(async () => {
        const { status } = await world.handle(slug).describe();
        return status.name === 'RUNNING' ? true : undefined;
      }, `${slug} runs again`);
    }
  });

  test('leaves no superseded list behind', async () => {
    const tenantId = await world.tenant('tidy');
    await world.record(tenantId, tastefulEvents({ customers: 10, products: 10, perCustomer: 8 }));
    await world.nightThat(tenantId, ...ended(await askForNight(world, tenantId)));
    for (let i = 0; i < 3; i++) {
      await world.record(tenantId, [
        {
          eventId: `again-${i}`,
          type: 'purchase',
          occurredAt: new Date().toISOString(),
          customerId: 'c1',
          productId: 'p2',
        },
      ]);
      await world.nightThat(tenantId, ...ended(await askForNight(world, tenantId, 'refresh')));
    }
    await until(async () => ((await listCount(tenantId, 1)) === 10 ? true : undefined), 'ten lists remain');
  });

  async function openWorkflows(): Promise<string[]> {
    const ids: string[] = [];
    for await (const run of world.temporal.workflow.list({ query: "ExecutionStatus = 'Running'" })) {
      ids.push(run.workflowId);
    }
    return ids;
  }

  async function listCount(tenantId: number, version: number): Promise<number> {
    const { rows } = await inTenant(world.db, tenantId, (tx) =>
      tx.execute<{ lists: string }>(
        sql`select count(*) as lists from lists where customer_no > 0 and version = ${version}`,
      ),
    );
    return Number(rows[0]?.lists);
  }
});
