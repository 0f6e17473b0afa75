import { endNights, publishLists } from './publish-lists';
import { startTestApi, type TestApi, type TestTenant } from './test-api';

describe('commands of a tenant', () => {
  let api: TestApi;
  let tenant: TestTenant;
  let base: string;
  let made = 0;

  beforeAll(async () => {
    api = await startTestApi();
  });
  beforeEach(async () => {
    tenant = await api.tenant(`commands-${++made}`);
    base = `/v1/tenants/${tenant.id}`;
  });
  afterAll(() => api.close());

  const admin = (method: string, path: string, body?: unknown) =>
    api.call(tenant.admin, method, `${base}${path}`, body);
  const actions = async () =>
    (await admin('GET', '/audit')).body.items.map(({ action }: { action: string }) => action);

  test('a mode says since when and why; the mode that already is changes nothing', async () => {
    const frozen = await admin('PUT', '/mode', { mode: 'frozen', reason: 'spring sale' });
    expect(frozen.status).toBe(200);
    expect(frozen.body).toMatchObject({ mode: 'frozen', modeReason: 'spring sale' });
    const again = await admin('PUT', '/mode', { mode: 'frozen', reason: 'other' });
    expect(again.body).toMatchObject({ modeReason: 'spring sale', modeSince: frozen.body.modeSince });
    const on = await admin('PUT', '/mode', { mode: 'on' });
    expect(on.body.modeReason).toBeUndefined();
    expect((await actions()).filter((action: string) => action === 'mode.changed')).toHaveLength(2);
    const [last] = (await admin('GET', '/audit?limit=1')).body.items;
    expect(last).toMatchObject({
      action: 'mode.changed',
      detail: { from: 'frozen', to: 'on' },
      actor: { role: 'admin', keyId: expect.any(String) },
    });
    expect((await admin('PUT', '/mode', { mode: 'paused' })).status).toBe(422);
    expect((await admin('PUT', '/mode', { mode: 'on', force: true })).status).toBe(422);
  });

  test('a night that is asked for is there at once; one waits, and another request gets it', async () => {
    const first = await admin('POST', '/nights');
    expect(first.status).toBe(202);
    expect(first.body).toEqual({ nightId: '1' });
    expect((await admin('POST', '/nights', {})).body).toEqual({ nightId: '1' });
    const night = await admin('GET', '/nights/1');
    expect(night.body).toMatchObject({
      nightId: '1',
      requestedBy: 'tenant',
      stages: [],
      workflow: { id: `recommender/${tenant.id}` },
    });
    expect(night.body.outcome).toBeUndefined();
    await endNights(api.database.appUrl, tenant.id);
    const second = await api.call(api.operatorKey, 'POST', `${base}/nights`);
    expect(second.body).toEqual({ nightId: '2' });
    const page = await admin('GET', '/nights?limit=1');
    expect(page.body.items[0]).toMatchObject({ nightId: '2', requestedBy: 'operator' });
    const next = await admin('GET', `/nights?limit=1&cursor=${page.body.nextCursor}`);
    expect(next.body).toMatchObject({ items: [{ nightId: '1', outcome: 'kept' }], nextCursor: null });
    expect((await admin('GET', '')).body.lastNight).toMatchObject({ nightId: '1', outcome: 'kept' });
    for (const unknown of ['3', '0', 'x', '99999999999'])
      expect((await admin('GET', `/nights/${unknown}`)).status).toBe(404);
    expect((await admin('POST', '/nights', { full: true })).status).toBe(422);
  });

  test('while off a night is 409', async () => {
    await admin('PUT', '/mode', { mode: 'off' });
    const night = await admin('POST', '/nights');
    expect(night.status).toBe(409);
    expect(night.body.type).toBe('/problems/recommendations-off');
    expect((await admin('GET', '/nights')).body.items).toEqual([]);
  });

  test('a version is put in service at once, pinned or not, and a refresh is queued', async () => {
    await api.call(tenant.client, 'POST', `${base}/products`, [{ productId: 'A' }, { productId: 'B' }]);
    const url = api.database.appUrl;
    await publishLists(url, tenant.id, { version: 1, listSet: 1, lists: [{ customerNo: 0, products: [1] }] });
    await publishLists(url, tenant.id, { version: 2, listSet: 2, lists: [{ customerNo: 0, products: [2] }] });
    await publishLists(url, tenant.id, { version: 3, listSet: 3, lists: [], published: false, serve: false });
    await publishLists(url, tenant.id, { version: 4, listSet: 4, lists: [], retired: true, serve: false });
    const first = async () =>
      (await api.call(tenant.client, 'GET', `${base}/customers/c/recommendations`)).body;
    expect(await first()).toMatchObject({ version: 2, items: [{ productId: 'B' }] });

    const back = await admin('PUT', '/champion', { version: 1, pinned: true });
    expect(back.body).toMatchObject({ champion: 1, pinned: true });
    expect(await first()).toMatchObject({ version: 1, items: [{ productId: 'A' }] });
    expect((await admin('GET', '/nights')).body.items).toHaveLength(1);
    expect((await admin('PUT', '/champion', { pinned: false })).body).toMatchObject({
      champion: 1,
      pinned: false,
    });

    expect((await admin('PUT', '/champion', { version: 9 })).status).toBe(404);
    expect((await admin('PUT', '/champion', { version: 3 })).status).toBe(409);
    expect((await admin('PUT', '/champion', { version: 4 })).status).toBe(409);
    for (const body of [{}, { pinned: true }, { version: 0 }, { version: '1' }]) {
      expect((await admin('PUT', '/champion', body)).status).toBe(422);
    }
    const versions = (await admin('GET', '/versions')).body.items;
    expect(
      versions.map(({ version, status }: { version: number; status: string }) => [version, status]),
    ).toEqual([
      [4, 'retired'],
      [3, 'candidate'],
      [2, 'retained'],
      [1, 'champion'],
    ]);
    expect((await admin('GET', '/versions/2')).body).toMatchObject({
      recipe: { name: 'popularity' },
      cut: '2026-01-31T00:10:00.000Z',
      metrics: { ndcg: 0.1 },
      size: 8,
    });
    expect((await admin('GET', '/versions/7')).status).toBe(404);
  });

  test('off and on again serves the last lists at once, and asks for fresh ones', async () => {
    await api.call(tenant.client, 'POST', `${base}/products`, [{ productId: 'A' }]);
    await publishLists(api.database.appUrl, tenant.id, {
      version: 1,
      listSet: 1,
      lists: [{ customerNo: 0, products: [1] }],
    });
    await admin('PUT', '/mode', { mode: 'off' });
    await admin('PUT', '/mode', { mode: 'on' });
    const list = await api.call(tenant.client, 'GET', `${base}/customers/c/recommendations`);
    expect(list.body).toMatchObject({ version: 1, items: [{ productId: 'A' }] });
    expect((await admin('GET', '/nights')).body.items).toHaveLength(1);
  });

  test('a change of the calendar has the next night computed anew; settings are merged, null takes one away', async () => {
    const changed = await admin('PATCH', '', {
      name: 'New name',
      timezone: 'Asia/Kathmandu',
      nightAt: '03:15',
      every: 2,
      settings: { goal: 'mixed', spreadMinutes: 5 },
    });
    expect(changed.body).toMatchObject({
      name: 'New name',
      timezone: 'Asia/Kathmandu',
      nightAt: '03:15',
      every: 2,
      settings: { goal: 'mixed', spreadMinutes: 5 },
    });
    expect(changed.body.nextNightAt).toBeUndefined();
    const again = await admin('PATCH', '', { settings: { goal: null, switchGain: 0.1 } });
    expect(again.body.settings).toEqual({ spreadMinutes: 5, switchGain: 0.1 });
    expect((await admin('PATCH', '', {})).body).toEqual(again.body);
    for (const body of [
      { every: 0 },
      { mode: 'off' },
      { settings: { goal: 'more' } },
      { timezone: 'Nowhere' },
      { currency: 'USD' },
    ]) {
      expect((await admin('PATCH', '', body)).status).toBe(422);
    }
  });

  test('keys are listed without their secrets and with their last use, and work until they are revoked', async () => {
    const key = await admin('POST', '/keys', { role: 'client', note: 'till 3' });
    expect(key.status).toBe(201);
    expect(key.body).toMatchObject({
      role: 'client',
      note: 'till 3',
      key: expect.stringMatching(/^ns_client_[\w-]{43}$/),
    });
    expect((await api.call(key.body.key, 'GET', `${base}/products`)).status).toBe(200);
    const listed = async () =>
      (await admin('GET', '/keys')).body.items as { keyId: string; lastUsedAt?: string }[];
    expect(JSON.stringify(await listed())).not.toContain('ns_');
    const used = async () => (await listed()).find(({ keyId }) => keyId === key.body.keyId)?.lastUsedAt;
    for (let tries = 0; tries < 100 && (await used()) === undefined; tries++)
      await new Promise((go) => setTimeout(go, 20));
    expect(await used()).toMatch(/Z$/);
    for (let times = 0; times < 2; times++)
      expect((await admin('DELETE', `/keys/${key.body.keyId}`)).status).toBe(204);
    expect((await listed()).map(({ keyId }) => keyId)).not.toContain(key.body.keyId);
    for (const unknown of ['x', '00000000-0000-4000-8000-000000000000'])
      expect((await admin('DELETE', `/keys/${unknown}`)).status).toBe(404);
    const page = await admin('GET', '/keys?limit=1');
    expect((await admin('GET', `/keys?limit=1&cursor=${page.body.nextCursor}`)).body.items).toHaveLength(1);
    expect((await admin('POST', '/keys', { role: 'operator' })).status).toBe(422);
  });

  test('an upsert keeps what it does not name, the last of two wins, and pages run through all', async () => {
    const send = (items: object[]) => api.call(tenant.client, 'POST', `${base}/products`, items);
    await send([
      { productId: 'x', name: 'X', price: 1 },
      { productId: 'x', name: 'X2', category: 'c' },
      { productId: 'y', dropped: true },
    ]);
    await send([
      { productId: 'x', attributes: { n: [1, null, 'a"\\,{}'] } },
      { productId: 'NULL', name: 'null' },
      { productId: '"\\{},', name: '' },
    ]);
    const names: string[] = [];
    let cursor = '';
    do {
      const page = await api.call(tenant.client, 'GET', `${base}/products?limit=2&cursor=${cursor}`);
      names.push(...page.body.items.map((item: { productId: string }) => item.productId));
      cursor = page.body.nextCursor ?? '';
    } while (cursor !== '');
    expect(names.sort()).toEqual(['"\\{},', 'NULL', 'x', 'y'].sort());
    const { body } = await api.call(tenant.client, 'GET', `${base}/products`);
    const x = body.items.find((item: { productId: string }) => item.productId === 'x');
    expect(x).toMatchObject({
      name: 'X2',
      category: 'c',
      attributes: { n: [1, null, 'a"\\,{}'] },
      dropped: false,
    });
    expect(x.price).toBeUndefined();
    const customers = [{ customerId: 'a', name: 'A' }, { customerId: 'b' }];
    expect((await api.call(tenant.client, 'POST', `${base}/customers`, customers)).body).toEqual({
      accepted: 2,
      rejected: [],
    });
    await api.call(tenant.client, 'POST', `${base}/customers`, [{ customerId: 'a', attributes: { k: 1 } }]);
    const { body: people } = await api.call(tenant.client, 'GET', `${base}/customers`);
    expect(people.items[0]).toMatchObject({ customerId: 'a', name: 'A', attributes: { k: 1 } });
  });

  test('the fleet is listed by id, by mode, a page at a time', async () => {
    await admin('PUT', '/mode', { mode: 'off' });
    const off = await api.call(api.operatorKey, 'GET', '/v1/tenants?mode=off&limit=1');
    expect(off.body.items).toHaveLength(1);
    expect(off.body.items[0].mode).toBe('off');
    const ids: string[] = [];
    let cursor = '';
    do {
      const page = await api.call(api.operatorKey, 'GET', `/v1/tenants?limit=2&cursor=${cursor}`);
      ids.push(...page.body.items.map((item: { id: string }) => item.id));
      cursor = page.body.nextCursor ?? '';
    } while (cursor !== '');
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toHaveLength(made);
  });

  test('many batches at once with the same new ids make each customer and product once, and lose nothing', async () => {
    const batch = (sender: number) =>
      Array.from({ length: 200 }, (_, i) => ({
        eventId: `${sender % 2}-${i}`,
        type: 'view',
        occurredAt: '2026-01-01T00:00:00Z',
        productId: `p${(i * (sender + 1)) % 50}`,
        customerId: `c${(i * (sender + 3)) % 70}`,
      }));
    const upserts = Array.from({ length: 4 }, (_, sender) => {
      const products = Array.from({ length: 50 }, (_, i) => ({
        productId: `p${(i * (sender * 2 + 1)) % 50}`,
        name: `${sender}`,
      }));
      return api.call(tenant.client, 'POST', `${base}/products`, products);
    });
    const events = Array.from({ length: 8 }, (_, sender) =>
      api.call(tenant.client, 'POST', `${base}/events`, batch(sender)),
    );
    const answers = await Promise.all([...events, ...upserts]);
    expect(answers.map((answer) => answer.status)).toEqual(answers.map(() => 200));
    const accepted = answers.slice(0, 8).reduce((sum, answer) => sum + answer.body.accepted, 0);
    expect(accepted).toBe(400);
    const { counts } = (await admin('GET', '')).body;
    const products = (await api.call(tenant.client, 'GET', `${base}/products?limit=1000`)).body.items;
    const customers = (await api.call(tenant.client, 'GET', `${base}/customers?limit=1000`)).body.items;
    expect(counts).toEqual({ events: 400, products: products.length, customers: customers.length });
  });
});
