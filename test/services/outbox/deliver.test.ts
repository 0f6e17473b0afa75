import { sql } from 'drizzle-orm';
import { inTenant } from '../../../db/in-tenant';
import { type Delivery, deliverOutbox } from '../../../services/outbox/deliver';
import { raiseLook } from '../../../services/outbox/raise';
import { openTenantWorld, type TenantWorld } from '../../support/tenant-world';

describe('the outbox', () => {
  let world: TenantWorld;
  let tenantId: number;
  const failures: string[] = [];
  const deliver = (how: (delivery: Delivery) => Promise<void>) =>
    deliverOutbox(world.fleet, how, ({ slug }) => failures.push(slug));
  const raise = () => inTenant(world.db, tenantId, (tx) => raiseLook(tx, tenantId));
  const rows = async () => {
    const found = await world.fleet.execute<{ revision: string; failures: number; later: boolean }>(
      sql`select revision, failures, retry_at > now() as later from outbox`,
    );
    return found.rows.map((row) => ({ ...row, revision: Number(row.revision) }));
  };

  beforeAll(async () => {
    world = await openTenantWorld();
    tenantId = await world.tenant('outbox');
  });
  afterAll(() => world?.close());
  beforeEach(async () => {
    await world.fleet.execute(sql`delete from outbox`);
    failures.length = 0;
  });

  test('however many commands, one delivery', async () => {
    for (let i = 0; i < 5; i++) await raise();
    const delivered: string[] = [];
    await deliver(async ({ slug }) => void delivered.push(slug));
    expect(delivered).toEqual(['outbox']);
    expect(await rows()).toEqual([]);
  });

  test('a command that comes during a delivery is delivered again', async () => {
    await raise();
    await deliver(async () => raise());
    expect(await rows()).toMatchObject([{ revision: 2 }]);
    expect(await deliver(async () => undefined)).toBe(1);
    expect(await rows()).toEqual([]);
  });

  test('a command does not wait while Temporal is asked', async () => {
    await raise();
    let answered = false;
    await deliver(async () => {
      await raise(); // would wait for ever if the delivery held the row
      answered = true;
    });
    expect(answered).toBe(true);
  });

  test('two relays at once deliver each row once', async () => {
    await raise();
    let delivered = 0;
    const slow = async () => {
      delivered++;
      await new Promise((resolve) => setTimeout(resolve, 50));
    };
    await Promise.all([deliver(slow), deliver(slow)]);
    expect(delivered).toBe(1);
  });

  test('what was not delivered stays, is told, and waits a little longer each time', async () => {
    await raise();
    const away = () => Promise.reject(new Error('Temporal is away'));
    await deliver(away);
    expect(failures).toEqual(['outbox']);
    expect(await rows()).toMatchObject([{ failures: 1, later: true }]);
    expect(await deliver(away)).toBe(0);
  });

  test('a long outage does not overflow the waiting time', async () => {
    await raise();
    await world.fleet.execute(sql`update outbox set failures = 5000`);
    await deliver(() => Promise.reject(new Error('Temporal is away')));
    expect(await rows()).toMatchObject([{ failures: 5001, later: true }]);
  });
});
