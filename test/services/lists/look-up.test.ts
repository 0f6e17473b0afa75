import { closeDb, type Db, openDb } from '../../../db/client';
import { inTenant } from '../../../db/in-tenant';
import { apiKeys, customers, products, tenantCounters, tenants } from '../../../db/schema';
import { hashKey } from '../../../services/keys/key-text';
import { lookUpAll } from '../../../services/lists/look-up';
import { publishLists } from '../../api/publish-lists';
import { type TestDatabase, testDatabase } from '../../support/servers';

const TENANTS = [1, 2, 3];

describe('one look-up of lists for several tenants', () => {
  let database: TestDatabase;
  let db: Db;

  beforeAll(async () => {
    database = await testDatabase();
    db = openDb({ url: database.appUrl, connections: 2 });
    for (const tenantId of TENANTS) {
      await inTenant(db, tenantId, async (tx) => {
        const slug = `t${tenantId}`;
        await tx.insert(tenants).overridingSystemValue().values({ tenantId, slug, name: slug });
        await tx.insert(tenantCounters).values({ tenantId });
        await tx.insert(apiKeys).values({ tenantId, role: 'client', hash: hashKey(`key ${tenantId}`) });
        await tx.insert(products).values({ tenantId, productNo: 1, externalId: `product of ${tenantId}` });
        await tx.insert(customers).values({ tenantId, customerNo: 1, externalId: 'same id' });
      });
      const lists = [0, 1].map((customerNo) => ({ customerNo, products: [1] }));
      await publishLists(database.appUrl, `t${tenantId}`, { version: 1, listSet: 1, lists });
    }
  });
  afterAll(async () => {
    await closeDb(db);
    await database.drop();
  });

  const ask = (key: number | string, tenant: number | string) => ({
    keyHash: hashKey(`key ${key}`),
    slug: `t${tenant}`,
    customerId: 'same id',
    limit: 10,
  });

  test('each request gets its own tenant’s list, though all name the same customer', async () => {
    const rows = await lookUpAll(
      db,
      [3, 1, 2, 1].map((tenant) => ask(tenant, tenant)),
    );
    expect(rows.map((row) => row.product_ids)).toEqual(
      [3, 1, 2, 1].map((tenant) => [`product of ${tenant}`]),
    );
  });

  test('with keys swapped among the requests of one statement, each swapped one gets nothing', async () => {
    const rows = await lookUpAll(db, [ask(2, 1), ask(1, 2), ask(3, 3), ask('none', 1), ask(1, 'none')]);
    expect(rows.map((row) => row.verdict)).toEqual([
      'not-found',
      'not-found',
      'list',
      'unauthorized',
      'not-found',
    ]);
    for (const row of rows.filter(({ verdict }) => verdict !== 'list')) {
      expect(row).toMatchObject({
        tenant_id: null,
        customer_no: null,
        version: null,
        product_ids: [],
        product_nos: [],
      });
    }
  });

  test('every mixture of keys and tenants answers as each request alone would', async () => {
    const requests = TENANTS.flatMap((key) => TENANTS.map((tenant) => ask(key, tenant)));
    const together = await lookUpAll(db, requests);
    for (const [at, request] of requests.entries()) {
      const [alone] = await lookUpAll(db, [request]);
      expect({ ...together[at], request: 1 }).toEqual(alone);
    }
  });

  test('the api’s role sees nothing of lists, customers and keys without naming a tenant', async () => {
    for (const table of ['lists', 'customers', 'products', 'api_keys', 'tenants', 'model_versions']) {
      const { rows } = await db.$client.query(`select count(*)::int as seen from ${table}`);
      expect(rows[0].seen).toBe(0);
    }
  });
});
