import { closeDb, type Db, openDb } from '../../db/client';
import { inTenant } from '../../db/in-tenant';
import { type TestDatabase, testDatabase } from '../support/servers';

describe('connections of the platform', () => {
  let database: TestDatabase;
  let db: Db;
  const faults: string[] = [];

  beforeAll(async () => {
    database = await testDatabase();
    db = openDb({ url: database.appUrl, connections: 2, onError: (error) => faults.push(error.message) });
  });
  afterAll(async () => {
    await closeDb(db);
    await database.drop();
  });

  test('a transaction of which nothing is heard is ended by the server, so that its locks go', async () => {
    const { rows } = await db.$client.query('show idle_in_transaction_session_timeout');
    expect(rows).toEqual([{ idle_in_transaction_session_timeout: '1min' }]);
  });

  test('a connection that breaks off in the middle of a transaction fails that transaction alone', async () => {
    const broken = inTenant(db, 1, async (tx) => {
      const { rows } = await tx.execute<{ pid: number }>('select pg_backend_pid() as pid');
      await db.$client.query('select pg_terminate_backend($1)', [rows[0]?.pid]);
      // Between two statements: nobody is asking anything of the connection when it goes.
      await new Promise((resolve) => setTimeout(resolve, 200));
      await tx.execute('select 1');
    });
    await expect(broken).rejects.toThrow();
    expect((await db.$client.query('select 1 as alive')).rows).toEqual([{ alive: 1 }]);
  });
});
