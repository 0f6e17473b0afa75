import { sql } from 'drizzle-orm';
import { inTenant } from '../../../db/in-tenant';
import { explainList } from '../../../services/lists/explain-list';
import { readListSet, type StoredList } from '../../../services/lists/read-lists';
import { ModelCache } from '../../../services/versions/model-cache';
import { askForNight } from '../../support/ask-night';
import { type NightWorld, openNightWorld, tenantRow } from '../../support/night-world';
import { tastefulEvents } from '../../support/tenant-world';

describe('reasons of lists that a real night has made', () => {
  let world: NightWorld;
  let models: ModelCache;
  beforeAll(async () => {
    world = await openNightWorld();
    models = new ModelCache(world.db, { limitBytes: 1 << 20 });
    await world.startWorker();
  }, 60_000);
  afterAll(() => world?.close());

  const night = async (tenantId: number, kind: 'full' | 'refresh') => {
    const nightNo = await askForNight(world, tenantId, kind);
    return world.nightThat(tenantId, (n) => n.nightNo === nightNo && n.endedAt !== null, `is ${nightNo}`);
  };
  const listsOf = async (tenantId: number, listSet: number) => {
    const lists: StoredList[] = [];
    for await (const page of readListSet(world.db, tenantId, 1, listSet)) lists.push(...page);
    return lists.filter(({ reason }) => reason === 1);
  };
  const explain = (tenantId: number, list: StoredList, listSet: number) => {
    const { customerNo, products: productNos, scores } = list;
    const deps = { db: world.db, models, now: Date.now };
    return explainList(deps, { tenantId, customerNo, version: 1, listSet, productNos, scores });
  };

  test('scores come out as listed, from the night that made each list, also after a refresh of some', async () => {
    const tenantId = await world.tenant('brewery');
    const shop = { products: 40, perCustomer: 20, tastes: 4 };
    await world.record(tenantId, tastefulEvents({ customers: 60, ...shop }));
    expect((await night(tenantId, 'full')).outcome).toBe('promoted');
    const first = (await tenantRow(world, tenantId)).listSet ?? 0;
    const before = await listsOf(tenantId, first);
    expect(before.length).toBe(60);
    for (const list of before.slice(0, 10)) {
      const whys = await explain(tenantId, list, first);
      expect(whys[0]).toMatch(/^(Bought|Due|Popular|Goes) /);
    }

    await world.record(tenantId, tastefulEvents({ customers: 3, ...shop, prefix: 'new', seed: 8 }));
    expect((await night(tenantId, 'refresh')).outcome).toMatch(/refreshed/);
    const second = (await tenantRow(world, tenantId)).listSet ?? 0;
    const changed = (await listsOf(tenantId, second)).map(({ customerNo }) => customerNo);
    expect(changed).toHaveLength(3);
    // The list in service of everybody else is still the first night's.
    const { rows } = await inTenant(world.db, tenantId, (tx) =>
      tx.execute<{ customer_no: number; reason: number; products: number[]; scores: number[] }>(sql`
        select distinct on (customer_no) customer_no, reason, products, scores from lists
        where tenant_id = ${tenantId} and version = 1 and customer_no > 0 and reason = 1
        order by customer_no, list_set desc`),
    );
    for (const { customer_no: customerNo, ...list } of rows.filter(
      (row) => row.customer_no <= 10 || changed.includes(row.customer_no),
    )) {
      const whys = await explain(tenantId, { customerNo, ...list }, second);
      expect(whys[0]).toMatch(/^(Bought|Due|Popular|Goes) /);
    }
  });
});
