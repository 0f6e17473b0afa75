import { once } from 'node:events';
import { request } from 'node:http';
import { connect, createServer, type Server, type Socket } from 'node:net';
import pino from 'pino';
import { startApi } from '../../api/server';
import { readConfig } from '../../services/config';
import { createOperatorKey } from '../../services/keys/create-operator-key';
import { type TestDatabase, testDatabase } from '../support/servers';

const config = (databaseUrl: string, fleetUrl: string) =>
  readConfig({
    DATABASE_URL: databaseUrl,
    FLEET_DATABASE_URL: fleetUrl,
    TEMPORAL_ADDRESS: '127.0.0.1:1',
    PORT: '0',
    LOG_LEVEL: 'silent',
  });

describe('the api as a process', () => {
  let database: TestDatabase;
  let key: string;
  beforeAll(async () => {
    database = await testDatabase();
    ({ key } = await createOperatorKey(database.ownerUrl));
  });
  afterAll(() => database.drop());

  test('refuses to start as an owner or superuser, on either URL', async () => {
    for (const [app, fleet, name] of [
      [database.ownerUrl, database.fleetUrl, 'DATABASE_URL'],
      [database.appUrl, database.ownerUrl, 'FLEET_DATABASE_URL'],
    ] as const) {
      await expect(startApi(config(app, fleet), pino({ level: 'silent' }))).rejects.toThrow(name);
    }
  });

  test('a given operator’s key can be put back, and is the same key', async () => {
    expect(await createOperatorKey(database.ownerUrl, { key })).toMatchObject({ key });
  });

  test('is ready with Postgres alone, and tells of Temporal beside it', async () => {
    const api = await startApi(config(database.appUrl, database.fleetUrl), pino({ level: 'silent' }));
    try {
      const ready = await fetch(`${api.url}/readyz`);
      expect(ready.status).toBe(200);
      expect(await ready.json()).toEqual({
        status: 'ready',
        postgres: 'up',
        pendingMigrations: 0,
        temporal: 'down',
      });
      const metrics = await (await fetch(`${api.url}/metrics`)).text();
      expect(metrics).toMatch(/^# TYPE nightshift_http_request_seconds histogram$/m);
    } finally {
      await api.close();
    }
  });

  test('without Postgres it answers 503 with Retry-After, and is well again when Postgres is', async () => {
    const gate = await openGate(database);
    const api = await startApi(
      config(gate.url(database.appUrl), gate.url(database.fleetUrl)),
      pino({ level: 'silent' }),
    );
    const ask = () => fetch(`${api.url}/v1/tenants`, { headers: { authorization: `Bearer ${key}` } });
    try {
      expect((await ask()).status).toBe(200);
      gate.shut();
      const away = await ask();
      expect(away.status).toBe(503);
      expect(away.headers.get('retry-after')).toBe('5');
      expect(await away.json()).toMatchObject({ type: '/problems/unavailable' });
      expect((await fetch(`${api.url}/readyz`)).status).toBe(503);
      expect((await fetch(`${api.url}/livez`)).status).toBe(200);
      gate.open();
      expect((await ask()).status).toBe(200);
    } finally {
      await api.close();
      await gate.close();
    }
  });

  test('asked to stop it finishes what is under way, and takes no more', async () => {
    const api = await startApi(config(database.appUrl, database.fleetUrl), pino({ level: 'silent' }));
    const body = JSON.stringify({ id: 'last', name: 'Last' });
    const underWay = request(`${api.url}/v1/tenants`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${key}`,
        'content-type': 'application/json',
        'content-length': body.length,
        expect: '100-continue', // answered once the server has the request
      },
    });
    underWay.flushHeaders();
    await once(underWay, 'continue');
    const closed = api.close();
    underWay.end(body);
    const [response] = await once(underWay, 'response');
    expect(response.statusCode).toBe(201);
    response.resume();
    await closed;
    await expect(fetch(`${api.url}/livez`)).rejects.toThrow();
  });
});

/** A door to Postgres that can be shut: connections through it break, and new ones are refused. */
async function openGate(database: TestDatabase) {
  const target = new URL(database.ownerUrl);
  const sockets = new Set<Socket>();
  let isOpen = true;
  const server: Server = createServer((near) => {
    if (!isOpen) return void near.destroy();
    const far = connect(Number(target.port || 5432), target.hostname);
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.once('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
    near.pipe(far).pipe(near);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    url: (text: string) => {
      const url = new URL(text);
      url.hostname = '127.0.0.1';
      url.port = String(port);
      return url.href;
    },
    shut: () => {
      isOpen = false;
      for (const socket of sockets) socket.destroy();
    },
    open: () => {
      isOpen = true;
    },
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}
