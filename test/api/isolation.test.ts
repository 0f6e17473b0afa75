import type { Endpoint } from '../../api/endpoint';
import { endpoints } from '../../api/routes';
import { type Answer, startTestApi, type TestApi, type TestTenant } from './test-api';

const byName = endpoints.map((endpoint) => [endpoint.operationId, endpoint] as const);
const ofTenants = byName.filter(([, endpoint]) => endpoint.path.includes(':tenantId'));

/**
 * Generated from the list of endpoints: a route that is added is covered, or fails here. Path values, query,
 * media type and body are all wrong on purpose, because key, tenant and role must be judged before them.
 */
describe('who may call what', () => {
  let api: TestApi;
  let mine: TestTenant;
  let other: TestTenant;

  beforeAll(async () => {
    api = await startTestApi();
    mine = await api.tenant('mine');
    other = await api.tenant('other');
  });
  afterAll(() => api.close());

  function wrong(endpoint: Endpoint, tenant: string, key: string | undefined): Promise<Answer> {
    const path = endpoint.path.replace(':tenantId', tenant).replace(/:[A-Za-z]+/g, '%00%ff');
    const hasBody = endpoint.method !== 'get' && endpoint.method !== 'delete';
    return api.raw(`${path}?nonsense=1&limit=x`, {
      method: endpoint.method.toUpperCase(),
      headers: {
        ...(key !== undefined && { authorization: `Bearer ${key}` }),
        ...(hasBody && { 'content-type': 'text/nonsense' }),
      },
      ...(hasBody && { body: '{' }),
    });
  }

  const withoutRequestId = ({ body: { requestId: _, ...rest } }: Answer) => rest;

  test.each(byName)('%s: no key and a wrong key are 401', async (_name, endpoint) => {
    for (const key of [undefined, 'ns_admin_wrong', `${api.operatorKey}x`]) {
      const answer = await wrong(endpoint, 'mine', key);
      expect(answer.status).toBe(401);
      expect(answer.headers.get('www-authenticate')).toContain('Bearer');
      expect(answer.body.type).toBe('/problems/unauthorized');
    }
  });

  test.each(ofTenants)('%s: another tenant’s is told apart from none by nobody', async (_name, endpoint) => {
    const none = await wrong(endpoint, 'no-such-tenant', api.operatorKey);
    expect(none.status).toBe(404);
    for (const key of [other.admin, other.client]) {
      for (const tenant of ['mine', 'no-such-tenant', 'Not%20an%20id', '%00', '%ff', 'x'.repeat(200)]) {
        const answer = await wrong(endpoint, tenant, key);
        expect(answer.status).toBe(404);
        expect(withoutRequestId(answer)).toEqual(withoutRequestId(none));
      }
    }
  });

  test.each(byName)('%s: a key that is too weak is 403, one that is not goes on', async (_name, endpoint) => {
    const holders = { client: mine.client, admin: mine.admin, operator: api.operatorKey };
    const order = ['client', 'admin', 'operator'] as const;
    for (const role of order) {
      const answer = await wrong(endpoint, 'mine', holders[role]);
      const enough = order.indexOf(role) >= order.indexOf(endpoint.role);
      if (enough) expect([400, 415, 422]).toContain(answer.status);
      else expect(answer.status).toBe(403);
    }
  });

  test.each(ofTenants)('%s: a revoked key is 401 at once', async (_name, endpoint) => {
    const made = await api.call(mine.admin, 'POST', '/v1/tenants/mine/keys', { role: 'admin' });
    expect((await wrong(endpoint, 'mine', made.body.key)).status).not.toBe(401);
    const revoked = await api.call(mine.admin, 'DELETE', `/v1/tenants/mine/keys/${made.body.keyId}`);
    expect(revoked.status).toBe(204);
    expect((await wrong(endpoint, 'mine', made.body.key)).status).toBe(401);
  });

  test('no tenant’s data comes with another’s key, whatever ids the two share', async () => {
    const event = {
      eventId: 'e',
      type: 'view',
      occurredAt: '2026-01-01T00:00:00Z',
      productId: 'p',
      customerId: 'c',
    };
    await api.call(mine.client, 'POST', '/v1/tenants/mine/events', [event]);
    await api.call(mine.client, 'POST', '/v1/tenants/mine/products', [{ productId: 'p', name: 'Secret' }]);
    const again = await api.call(other.client, 'POST', '/v1/tenants/other/events', [event]);
    expect(again.body).toMatchObject({ accepted: 1, duplicates: 0 });
    const products = await api.call(other.client, 'GET', '/v1/tenants/other/products');
    expect(products.body.items).toEqual([{ productId: 'p', dropped: false, createdAt: expect.any(String) }]);
    const theirs = await api.call(mine.admin, 'GET', '/v1/tenants/mine/keys');
    const stolen = theirs.body.items[0].keyId;
    expect((await api.call(other.admin, 'DELETE', `/v1/tenants/other/keys/${stolen}`)).status).toBe(404);
    expect((await api.call(mine.admin, 'GET', '/v1/tenants/mine')).status).toBe(200);
  });
});
