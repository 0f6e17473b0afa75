import pino from 'pino';
import { type RunningApi, startApi } from '../../api/server';
import { readConfig } from '../../services/config';
import { createOperatorKey } from '../../services/keys/create-operator-key';
import { type TestDatabase, testDatabase } from '../support/servers';

export interface Answer {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: what a test expects of an answer, the test says
  body: any;
}

export interface TestTenant {
  id: string;
  admin: string;
  client: string;
}

export interface TestApi extends RunningApi {
  database: TestDatabase;
  operatorKey: string;
  call: (key: string | undefined, method: string, path: string, body?: unknown) => Promise<Answer>;
  raw: (path: string, init: RequestInit) => Promise<Answer>;
  tenant: (id: string, more?: object) => Promise<TestTenant>;
}

/** An api on a database of its own, with nothing of Temporal behind it. */
export async function startTestApi(): Promise<TestApi> {
  const database = await testDatabase();
  const { key: operatorKey } = await createOperatorKey(database.ownerUrl);
  const config = readConfig({
    DATABASE_URL: database.appUrl,
    FLEET_DATABASE_URL: database.fleetUrl,
    TEMPORAL_ADDRESS: '127.0.0.1:1',
    PORT: '0',
    LOG_LEVEL: process.env.TEST_LOG_LEVEL ?? 'silent',
  });
  const api = await startApi(config, pino({ level: config.LOG_LEVEL }));
  const raw = async (path: string, init: RequestInit): Promise<Answer> => {
    const response = await fetch(`${api.url}${path}`, init);
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') ?? false;
    return {
      status: response.status,
      headers: response.headers,
      body: isJson && text !== '' ? JSON.parse(text) : text,
    };
  };
  const call: TestApi['call'] = (key, method, path, body) =>
    raw(path, {
      method,
      headers: {
        ...(key !== undefined && { authorization: `Bearer ${key}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  return {
    ...api,
    database,
    operatorKey,
    call,
    raw,
    tenant: async (id, more = {}) => {
      const made = await call(operatorKey, 'POST', '/v1/tenants', { id, name: `Tenant ${id}`, ...more });
      if (made.status !== 201) throw new Error(`Tenant ${id} was not made: ${JSON.stringify(made.body)}`);
      return { id, ...made.body.keys };
    },
    close: async () => {
      await api.close();
      await database.drop();
    },
  };
}
