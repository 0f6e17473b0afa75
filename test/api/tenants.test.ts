import { startTestApi, type TestApi } from './test-api';

describe('tenants', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startTestApi();
  });
  afterAll(() => api.close());

  test('a new tenant is on, has two keys, counts nothing, and its workflow is asked to look', async () => {
    const made = await api.call(api.operatorKey, 'POST', '/v1/tenants', {
      id: 'brewery',
      name: 'Brewery',
      timezone: 'Europe/Berlin',
      currency: 'CHF',
      nightAt: '02:30',
      settings: { goal: 'discover' },
    });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      id: 'brewery',
      timezone: 'Europe/Berlin',
      currency: 'CHF',
      mode: 'on',
      champion: null,
      pinned: false,
      nightAt: '02:30',
      every: 1,
      counts: { customers: 0, products: 0, events: 0 },
      settings: { goal: 'discover' },
      keys: { admin: expect.stringMatching(/^ns_admin_/), client: expect.stringMatching(/^ns_client_/) },
    });
    const { keys, ...tenant } = made.body;
    const got = await api.call(keys.admin, 'GET', '/v1/tenants/brewery');
    expect(got.body).toEqual(tenant);
  });

  test('the same id again is 409, and nothing of it stays', async () => {
    await api.tenant('twice');
    const again = await api.call(api.operatorKey, 'POST', '/v1/tenants', { id: 'twice', name: 'Again' });
    expect(again.status).toBe(409);
    expect(again.body.type).toBe('/problems/already-exists');
    const list = await api.call(api.operatorKey, 'GET', '/v1/tenants');
    expect(list.body.items.filter((item: { id: string }) => item.id === 'twice')).toHaveLength(1);
  });

  test('events are counted, recorded while off too', async () => {
    const tenant = await api.tenant('counted');
    await api.call(tenant.admin, 'PUT', '/v1/tenants/counted/mode', { mode: 'off', reason: 'stocktaking' });
    const event = {
      eventId: 'e1',
      type: 'purchase',
      occurredAt: '2026-01-01T10:00:00Z',
      productId: 'p',
      customerId: 'c/1',
    };
    const sent = await api.call(tenant.client, 'POST', '/v1/tenants/counted/events', [event, event]);
    expect(sent.body).toEqual({ accepted: 1, duplicates: 1, rejected: [] });
    const off = await api.call(tenant.client, 'GET', '/v1/tenants/counted/customers/c%2F1/recommendations');
    expect(off.status).toBe(409);
    await api.call(tenant.admin, 'PUT', '/v1/tenants/counted/mode', { mode: 'on' });
    const list = await api.call(tenant.client, 'GET', '/v1/tenants/counted/customers/c%2F1/recommendations');
    expect(list.body).toMatchObject({ customerId: 'c/1', version: null, reason: 'no_model_yet', items: [] });
    const got = await api.call(tenant.admin, 'GET', '/v1/tenants/counted');
    expect(got.body.counts).toEqual({ customers: 1, products: 1, events: 1 });
  });
});
