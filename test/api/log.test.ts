import { Writable } from 'node:stream';
import { DrizzleQueryError } from 'drizzle-orm';
import { DatabaseError } from 'pg';
import pino from 'pino';
import { briefError } from '../../api/brief-error';
import { startApi } from '../../api/server';
import { readConfig } from '../../services/config';
import { createOperatorKey } from '../../services/keys/create-operator-key';
import { testDatabase } from '../support/servers';

describe('the log', () => {
  test('has a line for each request, and in none of them a customer, a query, a key or a body', async () => {
    const database = await testDatabase();
    const { key } = await createOperatorKey(database.ownerUrl);
    let text = '';
    const sink = new Writable({
      write: (chunk, _encoding, done) => {
        text += chunk;
        done();
      },
    });
    const log = pino({}, sink);
    const api = await startApi(
      readConfig({
        DATABASE_URL: database.appUrl,
        FLEET_DATABASE_URL: database.fleetUrl,
        TEMPORAL_ADDRESS: '127.0.0.1:1',
        PORT: '0',
      }),
      log,
    );
    const ask = (path: string, init: RequestInit = {}) =>
      fetch(`${api.url}/v1/tenants${path}`, {
        ...init,
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      });
    await ask('', { method: 'POST', body: JSON.stringify({ id: 'logged', name: 'mrs-secret' }) });
    await ask('/logged/customers/mrs-secret/recommendations?placement=home');
    await ask('/logged/customers/mrs-secret/recommendations?limit=mrs-secret');
    await ask('/logged/customers', { method: 'POST', body: '[{"customerId":"mrs-secret","name":1}]' });
    await ask('/logged/customers', { method: 'POST', body: '[mrs-secret' });
    await api.close();
    await database.drop();
    const lines = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const statuses = lines.flatMap(({ operation, status }) => (operation ? [[operation, status]] : []));
    expect(statuses).toEqual([
      ['createTenant', 201],
      ['getRecommendations', 200],
      ['getRecommendations', 422],
      ['upsertCustomers', 200],
      ['upsertCustomers', 400],
    ]);
    expect(text).not.toContain('mrs-secret');
    expect(text).not.toContain(key);
  });

  test('tells an error of Postgres without the values that the statement had or the error names', () => {
    const cause = new DatabaseError('duplicate key value violates a constraint', 1, 'error');
    cause.detail = 'Key (external_id)=(mrs-secret) already exists.';
    cause.code = '23505';
    const told = briefError(
      new DrizzleQueryError('insert into customers values ($1)', ['mrs-secret'], cause),
    );
    expect(told).toMatchObject({
      message: cause.message,
      code: '23505',
      statement: expect.stringContaining('insert'),
    });
    expect(JSON.stringify(told)).not.toContain('mrs-secret');
  });
});
