import { closeDb, openDb } from '../../db/client';
import { inTenant } from '../../db/in-tenant';
import { modelVersions } from '../../db/schema';
import { tenantNumber } from '../../services/nights/tenant-of';
import { publishLists } from './publish-lists';
import { publishModel } from './publish-model';
import { type Answer, startTestApi, type TestApi, type TestTenant } from './test-api';

const DAY_MS = 86_400_000;
const daysAgo = (days: number) => new Date(Date.now() - days * DAY_MS).toISOString();

interface Item {
  productId: string;
  score: number;
  why?: string;
}

describe('why a product is in a list', () => {
  let api: TestApi;
  const ask = (tenant: TestTenant, customer: string, query = '?explain=true', key = tenant.client) =>
    api.raw(`/v1/tenants/${tenant.id}/customers/${encodeURIComponent(customer)}/recommendations${query}`, {
      headers: { authorization: `Bearer ${key}` },
    });
  const whys = (answer: Answer) =>
    Object.fromEntries(answer.body.items.map((item: Item) => [item.productId, item.why]));
  const neighbours = { name: 'neighbours', params: { shrink: 1, prior: 0.001, priorHalfLifeDays: 7 } };

  beforeAll(async () => {
    api = await startTestApi();
  });
  afterAll(() => api.close());

  /** `baskets`: who bought what, how many days ago. */
  async function shop(id: string, baskets: [customer: string, days: number, ...products: string[]][]) {
    const tenant = await api.tenant(id);
    const events = baskets.flatMap(([customerId, days, ...products]) =>
      products.map((productId) => ({
        ...{ eventId: `${customerId} ${days} ${productId}`, type: 'purchase', customerId, productId },
        occurredAt: daysAgo(days),
      })),
    );
    const { body } = await api.call(tenant.client, 'POST', `/v1/tenants/${id}/events`, events);
    expect(body.accepted).toBe(events.length);
    return tenant;
  }
  const name = (tenant: TestTenant, ...products: object[]) =>
    api.call(tenant.client, 'POST', `/v1/tenants/${tenant.id}/products`, products);
  const regulars = (count: number, ...products: string[]) =>
    Array.from({ length: count }, (_, i): [string, number, ...string[]] => [
      `${products.join('+')}${i}`,
      i + 1,
      ...products,
    ]);

  const pub = () => [...regulars(6, 'stout', 'cider', 'crisps'), ...regulars(6, 'tea', 'cake', 'cups')];

  test('bought together with what this customer bought: by name, or by id where there is none', async () => {
    const tenant = await shop('pub', [...pub(), ['anna', 2, 'stout', 'cider'], ['bert', 2, 'tea']]);
    await name(tenant, { productId: 'stout', name: 'Fogbound Stout' });
    await publishModel(api.database.appUrl, 'pub', { version: 1, recipe: neighbours });
    const anna = await ask(tenant, 'anna');
    expect(anna.body.reason).toBe('personal');
    expect(anna.body.items[0].productId).toBe('crisps');
    expect(anna.body.items[0].why).toMatch(
      /^Bought together with (Fogbound Stout and cider|cider and Fogbound Stout), which this customer bought$/,
    );
    expect(whys(await ask(tenant, 'bert')).cake).toBe('Bought together with tea, which this customer bought');
    // Dropped since, but bought all the same.
    await api.call(tenant.client, 'DELETE', '/v1/tenants/pub/products/tea');
    expect(whys(await ask(tenant, 'bert')).cake).toContain('tea');
  });

  test('without explain, and with explain=false, there is no why', async () => {
    const tenant = { ...(await api.tenant('silent')) };
    await name(tenant, { productId: 'P1' });
    await publishLists(api.database.appUrl, 'silent', {
      ...{ version: 1, listSet: 1, lists: [{ customerNo: 0, products: [1] }] },
    });
    for (const query of ['', '?explain=false']) {
      expect((await ask(tenant, 'x', query)).body.items).toEqual([{ productId: 'P1', rank: 1, score: 1 }]);
    }
    expect((await ask(tenant, 'x')).body.items[0].why).toBe('Popular with your customers');
  });

  test('a purchase that a reason cites, taken away, leaves the item a lower score', async () => {
    const baskets: Parameters<typeof shop>[1] = [
      ...pub(),
      ['anna', 2, 'stout', 'tea', 'cups'],
      ['anna', 9, 'cider'],
    ];
    const tenant = await shop('with', baskets);
    await publishModel(api.database.appUrl, 'with', { version: 1, recipe: neighbours });
    const items: Item[] = (await ask(tenant, 'anna')).body.items;
    const cited = (item: Item) =>
      ['stout', 'tea', 'cups', 'cider'].filter((product) => item.why?.includes(product));
    expect(items.flatMap(cited).length).toBeGreaterThan(1);
    for (const gone of new Set(items.flatMap(cited))) {
      // The same shop, but for this customer's purchase; the rest of the model's evidence is its neighbours'.
      const id = `without-${gone}`;
      const other = await shop(
        id,
        baskets.map((basket) =>
          basket[0] === 'anna' ? (basket.filter((product) => product !== gone) as typeof basket) : basket,
        ),
      );
      await publishModel(api.database.appUrl, id, { version: 1, recipe: neighbours });
      const after: Item[] = (await ask(other, 'anna')).body.items;
      for (const item of items.filter((one) => cited(one).includes(gone))) {
        const same = after.find(({ productId }) => productId === item.productId);
        expect(same?.score ?? 0).toBeLessThan(item.score);
      }
    }
  });

  const repeat = { name: 'repeat', params: { sumPower: 1, halfLifeDays: 0, prior: 0.001 } };

  test('due again, in days as of now; a purchase since the list was computed makes it not due', async () => {
    const tenant = await shop('larder', [
      ['anna', 86, 'flour'],
      ['anna', 58, 'flour'],
      ['anna', 30, 'flour', 'salt'],
      ['anna', 3, 'rice'],
      ['anna', 1, 'rice'],
      ['bert', 2, 'sugar'],
    ]);
    const published = { version: 1, recipe: repeat, includeSeen: true };
    await publishModel(api.database.appUrl, 'larder', published);
    expect(whys(await ask(tenant, 'anna'))).toMatchObject({
      flour: 'Due again: usually every 28 days, last bought 30 days ago',
      salt: 'Bought before, 30 days ago',
      rice: 'Bought on 2 days, last yesterday',
    });
    await api.call(tenant.client, 'POST', '/v1/tenants/larder/events', [
      { eventId: 'new', type: 'purchase', customerId: 'anna', productId: 'flour', occurredAt: daysAgo(0) },
    ]);
    expect(whys(await ask(tenant, 'anna')).flour).toBe('Bought regularly: usually every 28 days, last today');
  });

  test('popular this week where the prior dominates; to new customers the list is the popular one', async () => {
    const tenant = await shop('kiosk', [...pub(), ['anna', 2, 'stout']]);
    await publishModel(api.database.appUrl, 'kiosk', {
      version: 1,
      recipe: { ...neighbours, params: { ...neighbours.params, prior: 50 } },
    });
    expect(new Set(Object.values(whys(await ask(tenant, 'anna'))))).toEqual(new Set(['Popular this week']));
    expect(await ask(tenant, 'nobody')).toMatchObject({
      status: 200,
      body: { reason: 'fallback_new_customer' },
    });
  });

  test('a history that is not the list’s any more gets no reason rather than a wrong one', async () => {
    const tenant = await shop('erased', [...pub(), ['anna', 2, 'stout', 'cider']]);
    await publishModel(api.database.appUrl, 'erased', { version: 1, recipe: neighbours });
    const db = openDb({ url: api.database.ownerUrl, connections: 1 });
    await db.$client.query(`delete from events where tenant_id = (select tenant_id from tenants where slug = 'erased')
      and customer_no = (select customer_no from customers where external_id = 'anna' and tenant_id = events.tenant_id)`);
    await closeDb(db);
    const { body } = await ask(tenant, 'anna');
    expect(body.items.length).toBeGreaterThan(0);
    expect(body.items.filter((item: Item) => item.why !== undefined && !item.why.startsWith('Pop'))).toEqual(
      [],
    );
  });

  test.each([
    ['retired', { retiredAt: new Date(), artifact: Buffer.alloc(0) }],
    ['broken', { artifact: Buffer.from('no artifact') }],
  ])('a %s artifact: the same list, without reasons, and no error', async (id, change) => {
    const tenant = await shop(id, [...pub(), ['anna', 2, 'stout', 'cider']]);
    await publishModel(api.database.appUrl, id, { version: 1, recipe: neighbours });
    const db = openDb({ url: api.database.appUrl, connections: 1 });
    const tenantId = (await tenantNumber(db, id)) ?? 0;
    await inTenant(db, tenantId, (tx) => tx.update(modelVersions).set(change));
    await closeDb(db);
    const plain = await ask(tenant, 'anna', '');
    const explained = await ask(tenant, 'anna');
    expect([explained.status, explained.body.items]).toEqual([200, plain.body.items]);
  });

  test('two tenants with the same ids get reasons of their own; another’s key gets 404; off is 409', async () => {
    const one = await shop('twin-1', [...pub(), ['anna', 2, 'stout']]);
    const two = await shop('twin-2', [...pub(), ['anna', 2, 'tea']]);
    for (const [tenant, label] of [
      [one, 'First'],
      [two, 'Second'],
    ] as const) {
      await name(
        tenant,
        ...['stout', 'tea'].map((productId) => ({ productId, name: `${label} ${productId}` })),
      );
      await publishModel(api.database.appUrl, tenant.id, { version: 1, recipe: neighbours });
    }
    const answers = await Promise.all([one, two, one, two].map((tenant) => ask(tenant, 'anna')));
    for (const [at, answer] of answers.entries()) {
      const said = JSON.stringify(whys(answer));
      expect(said).toContain(at % 2 === 0 ? 'First stout' : 'Second tea');
      expect(said).not.toContain(at % 2 === 0 ? 'Second' : 'First');
      expect(said).not.toContain('anna');
    }
    expect((await ask(one, 'anna', '?explain=true', two.client)).status).toBe(404);
    await api.call(one.admin, 'PUT', '/v1/tenants/twin-1/mode', { mode: 'off' });
    expect((await ask(one, 'anna')).status).toBe(409);
  });
});
