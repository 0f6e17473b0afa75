import { connect } from 'node:net';
import { startTestApi, type TestApi, type TestTenant } from './test-api';

const event = (more: object) => ({
  eventId: 'e',
  type: 'purchase',
  occurredAt: '2026-01-01T10:00:00Z',
  productId: 'p',
  customerId: 'c',
  ...more,
});

describe('bad input', () => {
  let api: TestApi;
  let tenant: TestTenant;
  const events = '/v1/tenants/bad/events';

  beforeAll(async () => {
    api = await startTestApi();
    tenant = await api.tenant('bad');
  });
  afterAll(() => api.close());

  // Whatever came before, nothing of it is stored and the process answers.
  afterEach(async () => {
    const got = await api.call(tenant.admin, 'GET', '/v1/tenants/bad');
    expect(got.body.counts).toEqual({ customers: 0, products: 0, events: 0 });
  });

  const send = (body: string | Buffer, type = 'application/json', path = events) =>
    api.raw(path, {
      method: 'POST',
      headers: { authorization: `Bearer ${tenant.client}`, 'content-type': type },
      body: new Uint8Array(Buffer.from(body)),
    });

  test.each([
    ['half of an object', '[{"eventId":'],
    ['nothing', ''],
    ['a bare NaN', '[NaN]'],
    ['a byte order mark in the middle', '[\ufeff,]'],
    ['UTF-16', Buffer.from('[]', 'utf16le')],
    ['bytes that are not UTF-8', Buffer.from([0x5b, 0x22, 0xff, 0x22, 0x5d])],
  ])('%s instead of JSON is 400, and says so', async (_name, body) => {
    const answer = await send(body);
    expect(answer.status).toBe(400);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(answer.body).toMatchObject({
      type: '/problems/malformed-request',
      status: 400,
      detail: expect.stringContaining('Expected JSON'),
    });
  });

  test.each([
    ['no type', ''],
    ['text', 'text/plain'],
    ['a form', 'application/x-www-form-urlencoded'],
    ['another charset', 'application/json; charset=latin1'],
  ])('%s is 415', async (_name, type) => {
    const answer = await send('[]', type);
    expect(answer.status).toBe(415);
    expect(answer.body.detail).toContain('expected application/json');
  });

  test('a compressed JSON body is 415', async () => {
    const answer = await api.raw(events, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${tenant.client}`,
        'content-type': 'application/json',
        'content-encoding': 'gzip',
      },
      body: '[]',
    });
    expect(answer.status).toBe(415);
  });

  test('a charset of UTF-8 is none the worse', async () => {
    expect((await send('[]', 'Application/JSON; Charset="UTF-8"')).status).toBe(200);
  });

  test('2 MB are 413, declared or not', async () => {
    const large = JSON.stringify([event({ eventId: 'x'.repeat(2_000_000) })]);
    expect((await send(large)).status).toBe(413);
    const chunked = await api.raw(events, {
      method: 'POST',
      headers: { authorization: `Bearer ${tenant.client}`, 'content-type': 'application/json' },
      body: new Blob([large]).stream(),
      duplex: 'half',
    } as RequestInit);
    expect(chunked.status).toBe(413);
    expect(chunked.body.type).toBe('/problems/too-large');
  });

  test.each([
    ['an object', {}, 'an array'],
    ['text', 'events', 'an array'],
    ['null', null, 'an array'],
    [
      '1,001 events',
      Array.from({ length: 1001 }, (_, i) => event({ eventId: `e${i}` })),
      'at most 1000 items',
    ],
  ])('%s instead of a batch is 422, and nothing is stored', async (_name, body, expected) => {
    const answer = await api.call(tenant.client, 'POST', events, body);
    expect(answer.status).toBe(422);
    expect(answer.body.errors).toEqual([{ path: '', expected, actual: expect.any(String) }]);
  });

  test.each<[string, unknown, string, string]>([
    ['no object', 7, '', 'an object'],
    ['an unknown field', event({ colour: 'red' }), 'colour', 'no field of this name'],
    ['an unknown type', event({ type: 'steal' }), 'type', 'one of view, click'],
    ['no type', event({ type: undefined }), 'type', 'one of view, click'],
    ['a number as id', event({ eventId: 12 }), 'eventId', 'text of 1 to 128'],
    ['an empty id', event({ productId: '' }), 'productId', 'text of 1 to 128'],
    ['an id of 300 characters', event({ customerId: 'x'.repeat(300) }), 'customerId', 'text of 1 to 128'],
    ['an id of 129 emoji', event({ customerId: '😀'.repeat(129) }), 'customerId', 'text of 1 to 128'],
    ['NUL in an id', event({ productId: 'a\0b' }), 'productId', 'control'],
    ['a newline in an id', event({ productId: 'a\nb' }), 'productId', 'control'],
    ['DEL in an id', event({ productId: 'a\x7fb' }), 'productId', 'control'],
    ['a C1 control in an id', event({ productId: 'a\x85b' }), 'productId', 'control'],
    ['half a character in an id', event({ productId: 'a\ud800b' }), 'productId', 'text'],
    [
      'neither customer nor session',
      event({ customerId: undefined }),
      'customerId',
      'a customerId or a sessionId',
    ],
    ['null as customer', event({ customerId: null }), 'customerId', 'text of 1 to 128'],
    ['a time without zone', event({ occurredAt: '2026-01-01T10:00:00' }), 'occurredAt', 'ISO 8601'],
    ['a date that is none', event({ occurredAt: '2026-02-30T10:00:00Z' }), 'occurredAt', 'ISO 8601'],
    ['a number as time', event({ occurredAt: 1767261600 }), 'occurredAt', 'ISO 8601'],
    ['a time before 1970', event({ occurredAt: '1969-12-31T23:59:59Z' }), 'occurredAt', 'of 1970 or later'],
    [
      'a time in the year 2500',
      event({ occurredAt: '2500-01-01T00:00:00Z' }),
      'occurredAt',
      'at most 24 hours ahead',
    ],
    ['a quantity of 0', event({ quantity: 0 }), 'quantity', 'a number from'],
    ['a negative quantity', event({ quantity: -1 }), 'quantity', 'a number from'],
    ['a quantity in text', event({ quantity: '3' }), 'quantity', 'a number from'],
    ['a rating without its value', event({ type: 'rating' }), 'value', 'the rating'],
    ['a currency that is none', event({ currency: 'euro' }), 'currency', 'EUR'],
    ['an unknown placement', event({ placement: 'moon' }), 'placement', 'one of inbound_call'],
    ['an object as recommendation id', event({ recommendationId: {} }), 'recommendationId', 'text'],
  ])(
    '%s is an item’s fault: told with its index, expected and actual',
    async (_name, item, path, expected) => {
      const answer = await api.call(tenant.client, 'POST', events, [item]);
      expect(answer.status).toBe(200);
      expect(answer.body).toMatchObject({ accepted: 0, duplicates: 0 });
      expect(answer.body.rejected).toHaveLength(1);
      const { index, problem } = answer.body.rejected[0];
      expect(index).toBe(0);
      expect(problem).toMatchObject({ type: '/problems/invalid-request', status: 422 });
      expect(problem.errors[0]).toMatchObject({ path, expected: expect.stringContaining(expected) });
      expect(problem.detail).toContain('expected');
    },
  );

  test.each(['1e999', '-1e999'])(
    '%s as a value is an item’s fault: it is no finite number',
    async (number) => {
      const body = JSON.stringify([event({ value: 'HERE' })]).replace('"HERE"', number);
      const answer = await send(body);
      expect(answer.body.rejected[0].problem.errors[0]).toMatchObject({
        path: 'value',
        actual: expect.stringContaining('Infinity'),
      });
    },
  );

  test.each([
    ['half a million brackets as the body', '['.repeat(500_000) + ']'.repeat(500_000), 422],
    ['half a million brackets unclosed', '['.repeat(900_000), 400],
  ])('%s end in a problem', async (_name, body, status) => {
    const answer = await send(body);
    // An array in an array is an item that is no object.
    if (status === 422) expect(answer.body.rejected).toHaveLength(1);
    else expect(answer.status).toBe(status);
  });

  test.each([
    ['too deep', `${`{"a":`.repeat(12)}1${'}'.repeat(12)}`],
    ['very deep', `${`{"a":`.repeat(50_000)}1${'}'.repeat(50_000)}`],
    ['with an infinite number', '{"a":1e999}'],
    ['with NUL', '{"a":"\\u0000"}'],
    ['with NUL in a name', '{"a\\u0000":1}'],
    ['with half a character', '{"a":"\\ud800"}'],
    ['too long', JSON.stringify({ a: 'x'.repeat(20_000) })],
    ['that are an array', '[]'],
  ])('attributes %s are an item’s fault', async (_name, attributes) => {
    const answer = await send(
      `[{"customerId":"c","attributes":${attributes}}]`,
      'application/json',
      '/v1/tenants/bad/customers',
    );
    expect(answer.status).toBe(200);
    expect(answer.body.accepted).toBe(0);
    expect(answer.body.rejected[0].problem.errors[0].path).toBe('attributes');
  });

  test('a name with NUL and a price that is none are items’ faults', async () => {
    const products = [
      { productId: 'a', name: 'x\0' },
      { productId: 'b', price: -1 },
      { productId: 'c', price: '1' },
    ];
    const answer = await api.call(tenant.client, 'POST', '/v1/tenants/bad/products', products);
    expect(answer.body.accepted).toBe(0);
    expect(answer.body.rejected.map((item: { index: number }) => item.index)).toEqual([0, 1, 2]);
  });

  test('broken percent-encoding in a path is 400, values that do not fit are 422', async () => {
    const list = (customer: string, query = '') =>
      api.call(tenant.client, 'GET', `/v1/tenants/bad/customers/${customer}/recommendations${query}`);
    for (const broken of ['%', '%zz', '%ff', '%C3%28']) expect((await list(broken)).status).toBe(400);
    for (const unfit of ['%00', 'a%0Ab', '%7F', '%C2%85', 'x'.repeat(129)]) {
      const answer = await list(unfit);
      expect(answer.status).toBe(422);
      expect(answer.body.errors[0].path).toBe('path.customerId');
    }
    for (const query of [
      '?limit=0',
      '?limit=51',
      '?limit=1.5',
      '?limit=ten',
      '?limit=1&limit=2',
      '?placement=moon',
      '?explain=perhaps',
      '?limits=3',
    ]) {
      const answer = await list('c', query);
      expect(answer.status).toBe(422);
      expect(answer.body.errors[0].path).toMatch(/^query\./);
    }
  });

  test('a cursor that was never given out is 422 on every list', async () => {
    for (const [key, path] of [
      [api.operatorKey, '/v1/tenants'],
      ...['products', 'customers', 'keys', 'nights', 'versions', 'audit'].map((name) => [
        tenant.admin,
        `/v1/tenants/bad/${name}`,
      ]),
    ]) {
      for (const cursor of ['!', 'AAAA', 'LTE', 'a'.repeat(400)]) {
        const answer = await api.call(key, 'GET', `${path}?cursor=${cursor}`);
        expect([path, cursor, answer.status]).toEqual([path, cursor, 422]);
      }
      expect((await api.call(key, 'GET', `${path}?limit=&cursor=`)).status).toBe(200);
    }
  });

  test.each<[string, object, string]>([
    ['an id with capitals', { id: 'Bad' }, 'id'],
    ['an id that begins with a hyphen', { id: '-bad' }, 'id'],
    ['an id of 64 characters', { id: 'x'.repeat(64) }, 'id'],
    ['no name', { name: undefined }, 'name'],
    ['a zone that is none', { timezone: 'Mars/Olympus' }, 'timezone'],
    ['an offset as zone', { timezone: '+02:00' }, 'timezone'],
    ['a time of day that is none', { nightAt: '24:00' }, 'nightAt'],
    ['an unknown setting', { settings: { turbo: true } }, 'settings.turbo'],
    ['a setting out of range', { settings: { switchProbability: 2 } }, 'settings.switchProbability'],
    ['an unknown field', { colour: 'red' }, 'colour'],
  ])('a tenant with %s is 422', async (_name, more, path) => {
    const answer = await api.call(api.operatorKey, 'POST', '/v1/tenants', {
      id: 'fine',
      name: 'Fine',
      ...more,
    });
    expect(answer.status).toBe(422);
    expect(answer.body.errors[0].path).toBe(path);
  });

  test('no path is 404, a method that is not there is 405 with those that are', async () => {
    expect((await api.call(tenant.admin, 'GET', '/v1/nothing')).status).toBe(404);
    expect((await api.call(tenant.admin, 'GET', '/v1/tenants/bad/')).status).toBe(404);
    const deleted = await api.call(tenant.admin, 'DELETE', events);
    expect(deleted.status).toBe(405);
    expect(deleted.headers.get('allow')).toBe('POST, OPTIONS');
    const options = await api.raw('/v1/tenants/bad/products', { method: 'OPTIONS' });
    expect([options.status, options.headers.get('allow')]).toEqual([204, 'POST, GET, HEAD, OPTIONS']);
    const head = await api.call(tenant.admin, 'HEAD', '/v1/tenants/bad');
    expect([head.status, head.body]).toEqual([200, '']);
  });

  test('bytes in a path that should have been percent-encoded are 400, and name nobody', async () => {
    const { port } = new URL(api.url);
    const answer = await new Promise<string>((resolve) => {
      const socket = connect(Number(port), '127.0.0.1');
      let text = '';
      socket.on('data', (data) => {
        text += data;
      });
      socket.once('close', () => resolve(text));
      socket.write(
        `GET /v1/tenants/bad/customers/é/recommendations HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer ${tenant.client}\r\n\r\n`,
      );
    });
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
  });

  test('a connection that ends in mid-body, or speaks no HTTP, harms nobody', async () => {
    const { port } = new URL(api.url);
    const request = `POST ${events} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${tenant.client}\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n[{"eventId"`;
    for (const text of [request, 'nonsense\r\n\r\n', '\0\0\0']) {
      await new Promise<void>((resolve) => {
        const socket = connect(Number(port), '127.0.0.1', () => socket.end(text));
        socket.once('error', () => {});
        socket.once('close', () => resolve());
        socket.resume();
      });
    }
    expect((await api.raw('/livez', {})).status).toBe(200);
  });
});
