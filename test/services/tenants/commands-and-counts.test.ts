import { Client } from 'pg';
import { changeTenant } from '../../../services/tenants/change-tenant';
import { getTenant } from '../../../services/tenants/get-tenant';
import { setChampion } from '../../../services/tenants/set-champion';
import { setMode } from '../../../services/tenants/set-mode';
import { openTenantWorld, type TenantWorld } from '../../support/tenant-world';
import { until } from '../../support/until';

describe('a command and the count of events in its answer', () => {
  let world: TenantWorld;
  let owner: Client;
  let tenantId: number;

  beforeAll(async () => {
    world = await openTenantWorld();
    tenantId = await world.tenant('counted');
    await world.record(tenantId, [
      {
        eventId: 'e1',
        type: 'view',
        occurredAt: '2026-01-01T10:00:00Z',
        productId: 'p1',
        customerId: 'c1',
      },
    ]);
    owner = new Client({ connectionString: world.database.ownerUrl });
    await owner.connect();
  });
  afterAll(async () => {
    await owner.end();
    await world.close();
  });

  const commands = {
    mode: () => setMode(world.db, tenantId, world.operator, { mode: 'frozen', reason: 'counting' }),
    pin: () => setChampion(world.db, tenantId, world.operator, { pinned: true }),
    name: () => changeTenant(world.db, tenantId, world.operator, { name: 'Renamed' }),
  };
  const columns = { mode: `mode = 'frozen'`, pin: 'pinned', name: `name = 'Renamed'` };

  test.each(['mode', 'pin', 'name'] as const)(
    '%s is in effect, and its lock gone, before events are counted',
    async (command) => {
      await owner.query('begin');
      await owner.query('lock table events in access exclusive mode');
      const answer = commands[command]();
      const { rows } = await until(async () => {
        const found = await owner.query(
          `select tenant_id from tenants where tenant_id = $1 and ${columns[command]} for update skip locked`,
          [tenantId],
        );
        return found.rows.length > 0 ? found : undefined;
      }, `${command} is committed while events cannot be counted`);
      expect(rows).toEqual([{ tenant_id: tenantId }]);
      await owner.query('rollback');
      expect(await answer).toEqual(await getTenant(world.db, tenantId));
      expect((await answer).counts.events).toBe(1);
    },
  );
});
