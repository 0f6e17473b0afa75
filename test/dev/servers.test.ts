import { Connection } from '@temporalio/client';
import { Client } from 'pg';
import { testDatabase, testTemporal } from '../support/servers';

describe('the servers of a test run', () => {
  test('two test databases share nothing', async () => {
    const [one, two] = await Promise.all([testDatabase(), testDatabase()]);
    const inOne = await connected(one.ownerUrl);
    const inTwo = await connected(two.ownerUrl);
    await inOne.query('create table only_here (id int)');
    const found = await inTwo.query("select to_regclass('only_here') as found");
    expect(found.rows[0].found).toBeNull();
    await Promise.all([inOne.end(), inTwo.end()]);
    await Promise.all([one.drop(), two.drop()]);
  });

  test('the api and the fleet log in as their own roles, which are no superusers', async () => {
    const database = await testDatabase();
    for (const [url, role] of [
      [database.appUrl, 'nightshift_app'],
      [database.fleetUrl, 'nightshift_fleet'],
    ] as const) {
      const client = await connected(url);
      const { rows } = await client.query(
        'select current_user as role, rolsuper or rolbypassrls as powerful from pg_roles where rolname = session_user',
      );
      expect(rows[0]).toEqual({ role, powerful: false });
      await client.end();
    }
    await database.drop();
  });

  test('a test namespace knows the search attributes', async () => {
    const { address, namespace, drop } = await testTemporal();
    const connection = await Connection.connect({ address });
    const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
    expect(Object.keys(customAttributes ?? {})).toEqual(
      expect.arrayContaining(['NightshiftMode', 'NightshiftLastOutcome', 'NightshiftChampion']),
    );
    await connection.close();
    await drop();
  });
});

async function connected(connectionString: string): Promise<Client> {
  const client = new Client({ connectionString });
  await client.connect();
  return client;
}
