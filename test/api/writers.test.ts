import { Client } from 'pg';
import { publishLists } from './publish-lists';
import { startTestApi, type TestApi, type TestTenant } from './test-api';

const EVENT_WRITERS = 7_201;
/** More than the api has connections. */
const CROWD = 12;

describe('writers that must wait', () => {
  let api: TestApi;
  let held: TestTenant;
  let free: TestTenant;
  let holder: Client;

  beforeAll(async () => {
    api = await startTestApi();
    held = await api.tenant('held');
    free = await api.tenant('free');
    await api.call(free.client, 'POST', '/v1/tenants/free/products', [{ productId: 'P1' }]);
    await publishLists(api.database.appUrl, 'free', {
      version: 1,
      listSet: 1,
      lists: [{ customerNo: 0, products: [1] }],
    });
    holder = new Client({ connectionString: api.database.ownerUrl });
    await holder.connect();
  });
  afterAll(async () => {
    await holder.end();
    await api.close();
  });

  const event = (eventId: string) => ({
    eventId,
    type: 'view',
    occurredAt: '2026-01-01T10:00:00Z',
    productId: 'P1',
    customerId: 'c1',
  });
  const post = (tenant: TestTenant, eventId: string) =>
    api.call(tenant.client, 'POST', `/v1/tenants/${tenant.id}/events`, [event(eventId)]);
  const holdCut = async (tenant: TestTenant) => {
    await holder.query('begin');
    await holder.query('select pg_advisory_xact_lock($1::int, (select tenant_number($2)))', [
      EVENT_WRITERS,
      tenant.id,
    ]);
  };

  test('a tenant whose events wait for a cut delays no list, command or event of another, and is told to come again', async () => {
    await holdCut(held);
    let answered = 0;
    const waiting = Array.from({ length: CROWD }, async (_, i) => {
      const answer = await post(held, `e${i}`);
      answered++;
      return answer;
    });
    // Once the first has given up, the others have had time to take whatever they may take.
    await Promise.race(waiting);
    const others = await Promise.all([
      api.call(free.client, 'GET', '/v1/tenants/free/customers/c/recommendations'),
      api.call(free.admin, 'PUT', '/v1/tenants/free/mode', { mode: 'frozen' }),
      post(free, 'e1'),
      api.call(held.admin, 'PUT', '/v1/tenants/held/mode', { mode: 'frozen' }),
    ]);
    expect(others.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(answered).toBeLessThan(CROWD);
    for (const answer of await Promise.all(waiting)) {
      expect(answer.status).toBe(503);
      expect(answer.body.type).toBe('/problems/unavailable');
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    }
    await holder.query('rollback');
    const { body } = await api.call(held.admin, 'GET', '/v1/tenants/held');
    expect(body.counts).toEqual({ customers: 0, products: 0, events: 0 });
    expect((await post(held, 'e0')).body).toMatchObject({ accepted: 1, duplicates: 0 });
  });

  test('an import waits for a cut longer than one batch would, and goes on', async () => {
    await holdCut(held);
    const imported = api.raw('/v1/tenants/held/imports?kind=events', {
      method: 'POST',
      headers: { authorization: `Bearer ${held.client}`, 'content-type': 'application/x-ndjson' },
      body: JSON.stringify(event('imported')),
    });
    expect((await post(held, 'meanwhile')).status).toBe(503);
    await holder.query('rollback');
    expect(await imported).toMatchObject({ status: 200, body: { accepted: 1 } });
  });
});
