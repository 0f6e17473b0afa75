import { startTestApi, type TestApi, type TestTenant } from './test-api';

describe('cursors', () => {
  let api: TestApi;
  let tenant: TestTenant;

  beforeAll(async () => {
    api = await startTestApi();
    tenant = await api.tenant('paged');
  });
  afterAll(() => api.close());

  const forged = ['2147483648', '999999999999999', '-1', '1.5', '', 'a', '\0', '1'.repeat(300), "' or 1=1"];

  test.each(['products', 'customers', 'nights', 'versions', 'audit', 'keys'])(
    'one of %s that no page gave out is 422 or an empty page, never a fault of ours',
    async (list) => {
      for (const text of forged) {
        const cursor = encodeURIComponent(Buffer.from(text).toString('base64url'));
        const { status } = await api.call(tenant.admin, 'GET', `/v1/tenants/paged/${list}?cursor=${cursor}`);
        expect([text, [200, 422].includes(status) ? 'told' : status]).toEqual([text, 'told']);
      }
      const { status, body } = await api.call(
        tenant.admin,
        'GET',
        `/v1/tenants/paged/${list}?cursor=${Buffer.from('999999999999999999').toString('base64url')}`,
      );
      expect([status, body.type]).toEqual([422, '/problems/invalid-request']);
    },
  );

  test('the largest number that a row can have is a cursor', async () => {
    const cursor = Buffer.from('2147483647').toString('base64url');
    for (const list of ['products', 'customers', 'nights', 'versions']) {
      const { status } = await api.call(tenant.admin, 'GET', `/v1/tenants/paged/${list}?cursor=${cursor}`);
      expect(status).toBe(200);
    }
  });
});
