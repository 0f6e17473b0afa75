import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { type Answer, startTestApi, type TestApi, type TestTenant } from './test-api';

const line = (i: number, more: object = {}) =>
  JSON.stringify({
    eventId: `e${i}`,
    type: 'purchase',
    occurredAt: '2026-01-01T10:00:00Z',
    productId: `p${i % 7}`,
    customerId: `c${i % 11}`,
    ...more,
  });
const lines = (count: number) => Array.from({ length: count }, (_, i) => line(i)).join('\n');

describe('imports', () => {
  let api: TestApi;
  let tenant: TestTenant;
  let made = 0;

  beforeAll(async () => {
    api = await startTestApi();
  });
  beforeEach(async () => {
    tenant = await api.tenant(`import-${++made}`);
  });
  afterAll(() => api.close());

  const send = (
    body: string | Buffer | ReadableStream,
    { kind = 'events', headers = {} }: { kind?: string; headers?: Record<string, string> } = {},
  ): Promise<Answer> =>
    api.raw(`/v1/tenants/${tenant.id}/imports?kind=${kind}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${tenant.client}`,
        'content-type': 'application/x-ndjson',
        ...headers,
      },
      body: body instanceof ReadableStream ? body : new Uint8Array(Buffer.from(body)),
      duplex: 'half',
    } as RequestInit);
  const counts = async () => (await api.call(tenant.admin, 'GET', `/v1/tenants/${tenant.id}`)).body.counts;

  test('every line is taken once, however often the file is sent', async () => {
    const body = lines(12_345);
    const first = await send(body);
    expect(first.body).toEqual({
      read: 12_345,
      accepted: 12_345,
      duplicates: 0,
      rejected: 0,
      byReason: {},
      problems: [],
    });
    const again = await send(`${body}\n`);
    expect(again.body).toMatchObject({ read: 12_345, accepted: 0, duplicates: 12_345 });
    expect(await counts()).toEqual({ customers: 11, products: 7, events: 12_345 });
  });

  test('each line that is not taken is told with its number, its reason and what was expected', async () => {
    const body = Buffer.concat([
      Buffer.from(`\ufeff${line(1)}\r\n\n   \n`),
      Buffer.from('{"half":\n'),
      Buffer.from([0x22, 0xff, 0x22, 0x0a]),
      Buffer.from(
        `${line(2, { type: 'steal' })}\n${line(3, { customerId: undefined })}\n${line(4, { x: 1 })}\n`,
      ),
      Buffer.from(
        `${line(5, { occurredAt: '2500-01-01T00:00:00Z' })}\n[1]\n${'x'.repeat(1_100_000)}\n${line(6)}\n${line(1)}`,
      ),
    ]);
    const answer = await send(body);
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ read: 11, accepted: 2, duplicates: 1, rejected: 8 });
    expect(
      answer.body.problems.map(({ line, reason }: { line: number; reason: string }) => [line, reason]),
    ).toEqual([
      [4, 'bad_json'],
      [5, 'not_utf8'],
      [6, 'bad_event_type'],
      [7, 'no_customer'],
      [8, 'unknown_field'],
      [9, 'bad_time'],
      [10, 'bad_record'],
      [11, 'line_too_long'],
    ]);
    for (const { detail } of answer.body.problems) expect(detail).toMatch(/expected .*, got /s);
  });

  test('of more than a thousand faults the first thousand are told and all are counted', async () => {
    const answer = await send('nonsense\n'.repeat(2_500));
    expect(answer.body).toMatchObject({ read: 2_500, rejected: 2_500, byReason: { bad_json: 2_500 } });
    expect(answer.body.problems).toHaveLength(1_000);
  });

  test('what one answer calls a duplicate is the later one, also within a chunk', async () => {
    const answer = await send(`${line(1, { productId: 'first' })}\n${line(1, { productId: 'second' })}`);
    expect(answer.body).toMatchObject({ accepted: 1, duplicates: 1 });
  });

  test('lines and characters may be cut anywhere between two pieces', async () => {
    const bytes = Buffer.from(
      Array.from({ length: 40 }, (_, i) => line(i, { customerId: `Jürgen 😀 ${i}` })).join('\n'),
    );
    const pieces = Array.from({ length: Math.ceil(bytes.length / 13) }, (_, i) =>
      bytes.subarray(i * 13, i * 13 + 13),
    );
    const stream = new ReadableStream({
      pull: (controller) => {
        const piece = pieces.shift();
        if (piece) controller.enqueue(new Uint8Array(piece));
        else controller.close();
      },
    });
    expect((await send(stream)).body).toMatchObject({ read: 40, accepted: 40 });
    const page = await api.call(tenant.client, 'GET', `/v1/tenants/${tenant.id}/customers?limit=1`);
    expect(page.body.items[0].customerId).toMatch(/^Jürgen 😀 \d+$/);
  });

  test('gzip is unpacked', async () => {
    const answer = await send(gzipSync(lines(1000)), { headers: { 'content-encoding': 'gzip' } });
    expect(answer.body).toMatchObject({ read: 1000, accepted: 1000 });
  });

  test('a gzip stream that is cut off, or none, is 400; what was stored stays, and all of it may be sent again', async () => {
    // Random ids, so that the packed stream is long and its cut far behind the first chunk.
    const body = Array.from({ length: 30_000 }, (_, i) => line(i, { sessionId: `${Math.sin(i)}` })).join(
      '\n',
    );
    const whole = gzipSync(body);
    const cut = await send(whole.subarray(0, whole.length - 2_000), {
      headers: { 'content-encoding': 'gzip' },
    });
    expect(cut.status).toBe(400);
    expect(cut.body.detail).toContain('safe to send all of it again');
    const { events } = await counts();
    expect(events).toBeGreaterThan(0);
    const none = await send('plain text', { headers: { 'content-encoding': 'gzip' } });
    expect(none.status).toBe(400);
    const again = await send(whole, { headers: { 'content-encoding': 'gzip' } });
    expect(again.body).toMatchObject({ read: 30_000, accepted: 30_000 - events, duplicates: events });
  });

  test('a sender that goes away in mid-stream leaves what was stored, and a process that lives', async () => {
    const { port } = new URL(api.url);
    const head = `POST /v1/tenants/${tenant.id}/imports?kind=events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${tenant.client}\r\nContent-Type: application/x-ndjson\r\nContent-Length: 99999999\r\n\r\n`;
    await new Promise<void>((resolve) => {
      const socket = connect(Number(port), '127.0.0.1', () =>
        socket.write(`${head}${lines(20_000)}`, () => setTimeout(() => socket.destroy(), 200)),
      );
      socket.once('close', () => resolve());
    });
    expect((await api.raw('/livez', {})).status).toBe(200);
    const answer = await send(lines(20_000));
    expect(answer.body.accepted + answer.body.duplicates).toBe(20_000);
    expect((await counts()).events).toBe(20_000);
  });

  test('products and customers come the same way', async () => {
    const products = await send(
      '{"productId":"p","name":"Pale ale","price":2.5}\n{"productId":"q","price":-1}',
      { kind: 'products' },
    );
    expect(products.body).toMatchObject({ read: 2, accepted: 1, rejected: 1, byReason: { bad_price: 1 } });
    const customers = await send('{"customerId":"c","attributes":{"town":"Köln"}}', { kind: 'customers' });
    expect(customers.body).toMatchObject({ read: 1, accepted: 1 });
    const page = await api.call(tenant.client, 'GET', `/v1/tenants/${tenant.id}/customers`);
    expect(page.body.items[0]).toMatchObject({ customerId: 'c', attributes: { town: 'Köln' } });
  });

  test('another type is 415, no kind or an unknown one is 422, nothing is nothing', async () => {
    expect((await send('[]', { headers: { 'content-type': 'application/json' } })).status).toBe(415);
    expect((await send('', { headers: { 'content-encoding': 'br' } })).status).toBe(415);
    expect((await send('', { kind: 'stars' })).status).toBe(422);
    expect((await send('', { kind: '' })).status).toBe(422);
    expect((await send('')).body).toMatchObject({ read: 0, accepted: 0 });
  });
});
