import { publishLists } from './publish-lists';
import { startTestApi, type TestApi, type TestTenant } from './test-api';

const at = '2026-01-01T10:00:00Z';

describe('lists', () => {
  let api: TestApi;
  let tenant: TestTenant;
  const base = '/v1/tenants/shop';
  const list = (customer: string, query = '', headers: Record<string, string> = {}) =>
    api.raw(`${base}/customers/${encodeURIComponent(customer)}/recommendations${query}`, {
      headers: { authorization: `Bearer ${tenant.client}`, ...headers },
    });
  const ids = (body: { items: { productId: string }[] }) => body.items.map((item) => item.productId);

  beforeAll(async () => {
    api = await startTestApi();
    tenant = await api.tenant('shop');
    const products = Array.from({ length: 8 }, (_, i) => ({
      productId: `P${i + 1}`,
      name: `Product ${i + 1}`,
    }));
    await api.call(tenant.client, 'POST', `${base}/products`, products);
    await api.call(tenant.client, 'POST', `${base}/customers`, [
      { customerId: 'a/b 😀%?#' },
      { customerId: 'plain' },
      { customerId: 'unscored' },
    ]);
    // Numbers follow the order of ids: "a/b 😀%?#" is 1, "plain" 2.
    await publishLists(api.database.appUrl, 'shop', {
      version: 1,
      listSet: 3,
      lists: [
        { customerNo: 0, products: [8, 7, 1, 2, 3] },
        { customerNo: 1, products: [1, 2, 3, 4] },
        { customerNo: 2, products: [5], reason: 1 },
      ],
    });
  });
  afterAll(() => api.close());

  test('a customer gets its own list, filled up from the popular ones, ids with slashes and emoji too', async () => {
    const answer = await list('a/b 😀%?#');
    expect(answer.status).toBe(200);
    expect(answer.headers.get('cache-control')).toBe('private, no-cache');
    expect(answer.body).toMatchObject({
      customerId: 'a/b 😀%?#',
      version: 1,
      reason: 'personal',
      computedAt: '2026-01-31T00:10:00.000Z',
    });
    expect(ids(answer.body)).toEqual(['P1', 'P2', 'P3', 'P4', 'P8', 'P7']);
    expect(answer.body.items[0]).toEqual({ productId: 'P1', rank: 1, score: 1, name: 'Product 1' });
    expect(ids((await list('a/b 😀%?#', '?limit=2')).body)).toEqual(['P1', 'P2']);
  });

  test('an unknown customer and one that no night has seen get the fallback', async () => {
    for (const customer of ['nobody', 'unscored']) {
      const { status, body } = await list(customer);
      expect(status).toBe(200);
      expect(body).toMatchObject({ customerId: customer, reason: 'fallback_new_customer', version: 1 });
      expect(ids(body)).toEqual(['P8', 'P7', 'P1', 'P2', 'P3']);
    }
    // Asking makes no customer.
    const { body } = await api.call(tenant.admin, 'GET', base);
    expect(body.counts.customers).toBe(3);
  });

  test('reasons are given on request, and only where one is known', async () => {
    const { body } = await list('a/b 😀%?#', '?explain=true&placement=basket');
    expect(body.items.map((item: { why?: string }) => item.why)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
      'Popular with your customers',
      'Popular with your customers',
    ]);
  });

  test('a dropped product is in no list from the moment it is acknowledged until it is revived', async () => {
    const drop = await api.call(tenant.client, 'DELETE', `${base}/products/P5`);
    expect(drop.status).toBe(204);
    const { body } = await list('plain');
    expect(body.reason).toBe('fallback_popular');
    expect(ids(body)).toEqual(['P8', 'P7', 'P1', 'P2', 'P3']);
    await api.call(tenant.client, 'POST', `${base}/products`, [{ productId: 'P5', name: 'Still dropped' }]);
    expect(ids((await list('plain')).body)).not.toContain('P5');
    expect((await api.call(tenant.client, 'DELETE', `${base}/products/P5`)).status).toBe(204);
    await api.call(tenant.client, 'POST', `${base}/products`, [{ productId: 'P5', dropped: false }]);
    expect((await list('plain')).body.items[0]).toMatchObject({ productId: 'P5', name: 'Still dropped' });
    expect((await api.call(tenant.client, 'DELETE', `${base}/products/none`)).status).toBe(404);
  });

  test('the same list is 304 to who has it, though each answer has an id of its own; anything new is 200', async () => {
    const first = await list('a/b 😀%?#');
    const etag = first.headers.get('etag') ?? '';
    const second = await list('a/b 😀%?#');
    expect(second.headers.get('etag')).toBe(etag);
    expect(second.body.recommendationId).not.toBe(first.body.recommendationId);
    const known = await list('a/b 😀%?#', '', { 'if-none-match': `"other", ${etag}` });
    expect([known.status, known.body]).toEqual([304, '']);
    expect(known.headers.get('cache-control')).toBe('private, no-cache');
    expect((await list('a/b 😀%?#', '?limit=3', { 'if-none-match': etag })).status).toBe(200);
    await api.call(tenant.client, 'DELETE', `${base}/products/P4`);
    expect((await list('a/b 😀%?#', '', { 'if-none-match': etag })).status).toBe(200);
    await api.call(tenant.admin, 'PUT', `${base}/mode`, { mode: 'off' });
    expect((await list('a/b 😀%?#', '', { 'if-none-match': etag })).status).toBe(409);
    await api.call(tenant.admin, 'PUT', `${base}/mode`, { mode: 'on' });
    await api.call(tenant.client, 'POST', `${base}/products`, [{ productId: 'P4', dropped: false }]);
  });

  test('an event is tied to the list it followed from, and to no other', async () => {
    const served = (await list('a/b 😀%?#', '?placement=inbound_call')).body.recommendationId;
    const unknown = (await list('new one')).body.recommendationId;
    const other = await api.tenant('rival');
    const stranger = await api.call(other.client, 'GET', '/v1/tenants/rival/customers/x/recommendations');
    const flipped = `${served.slice(0, 20)}${served[20] === 'A' ? 'B' : 'A'}${served.slice(21)}`;
    const event = (eventId: string, recommendationId: string, more: object = {}) => ({
      eventId,
      type: 'purchase',
      occurredAt: at,
      customerId: 'a/b 😀%?#',
      productId: 'P1',
      recommendationId,
      ...more,
    });
    const answer = await api.call(tenant.client, 'POST', `${base}/events`, [
      event('good', served, { placement: 'home' }),
      event('by session', served, { customerId: undefined, sessionId: 's' }),
      event('newcomer', unknown, { customerId: 'new one', productId: 'P8' }),
      event('altered', flipped),
      event('padded', `${served}=`),
      event('forged', 'AQAAAA'),
      event('empty', ''),
      event('huge', 'x'.repeat(100_000)),
      event('of another tenant', stranger.body.recommendationId),
      event('of another customer', served, { customerId: 'plain' }),
      event('of another newcomer', unknown, { customerId: 'newer one', productId: 'P8' }),
      event('not in the list', served, { productId: 'P6' }),
    ]);
    expect(answer.body).toMatchObject({ accepted: 12, duplicates: 0, rejected: [] });
    const metrics = await api.raw('/metrics', {});
    expect(metrics.body).toContain('nightshift_recommendation_ids_total{verdict="verified"} 3');
    expect(metrics.body).toContain('nightshift_recommendation_ids_total{verdict="refused"} 9');
  });

  test('a command counts for every request after it, however many lists are asked for meanwhile', async () => {
    let asking = true;
    const crowd = Array.from({ length: 4 }, async () => {
      while (asking) expect([200, 409]).toContain((await list('plain')).status);
    });
    for (let round = 0; round < 5; round++) {
      expect((await api.call(tenant.admin, 'PUT', `${base}/mode`, { mode: 'off' })).status).toBe(200);
      expect((await list('plain')).status).toBe(409);
      expect((await api.call(tenant.admin, 'PUT', `${base}/mode`, { mode: 'on' })).status).toBe(200);
      expect((await list('plain')).status).toBe(200);
      await api.call(tenant.client, 'DELETE', `${base}/products/P5`);
      expect(ids((await list('plain')).body)).not.toContain('P5');
      await api.call(tenant.client, 'POST', `${base}/products`, [{ productId: 'P5', dropped: false }]);
      expect(ids((await list('plain')).body)).toContain('P5');
    }
    asking = false;
    await Promise.all(crowd);
  });
});
