import { sql } from 'drizzle-orm';
import { Client } from 'pg';
import { closeDb, openDb } from '../../db/client';
import { inTenant } from '../../db/in-tenant';
import { migrate } from '../../db/migrate';
import { pendingMigrations } from '../../db/migration-state';
import { requireRestrictedRole } from '../../db/restricted-role';
import { askForNight } from '../support/ask-night';
import { openTenantWorld, type TenantWorld, tastefulEvents } from '../support/tenant-world';

/** As the api's own role, with the tenant condition left out of the query: what does the database itself allow? */
describe('isolation in the database', () => {
  let world: TenantWorld;
  let mine: number;
  let theirs: number;
  let tables: string[];

  beforeAll(async () => {
    world = await openTenantWorld();
    mine = await world.tenant('mine');
    theirs = await world.tenant('theirs');
    for (const tenantId of [mine, theirs]) {
      await world.record(tenantId, tastefulEvents({ customers: 2, products: 2, perCustomer: 2 }));
      await askForNight(world, tenantId);
    }
    await fillWithOneRowEach(world, theirs);
    tables = await tenantTables(world);
  });
  afterAll(() => world?.close());

  test('covers every table that has tenants in it', () => {
    expect(tables.sort()).toEqual([
      'api_keys',
      'audit',
      'customers',
      'events',
      'lists',
      'model_versions',
      'nights',
      'outbox',
      'products',
      'tenant_counters',
      'tenants',
    ]);
  });

  test('without a tenant nothing is seen at all', async () => {
    for (const table of tables) {
      const { rows } = await world.db.execute(sql.raw(`select * from ${table}`));
      expect({ table, rows: rows.length }).toEqual({ table, rows: 0 });
    }
  });

  test("another tenant's rows are not seen, counted, changed, removed or made", async () => {
    for (const table of tables) {
      const rows = await inTenant(world.db, mine, async (tx) => {
        const found = await tx.execute<{ tenant_id: number }>(sql.raw(`select tenant_id from ${table}`));
        return found.rows;
      });
      expect({ table, others: rows.filter((row) => row.tenant_id !== mine) }).toEqual({ table, others: [] });
    }
    await expect(
      inTenant(world.db, mine, (tx) => tx.execute(sql`update products set name = 'stolen'`)),
    ).resolves.toMatchObject({ rowCount: 2 });
    await expect(inTenant(world.db, mine, (tx) => tx.execute(sql`delete from lists`))).resolves.toMatchObject(
      { rowCount: 0 },
    );
    await expect(
      inTenant(world.db, mine, (tx) =>
        tx.execute(
          sql`insert into products (tenant_id, product_no, external_id) values (${theirs}, 99, 'planted')`,
        ),
      ),
    ).rejects.toMatchObject({ cause: { message: expect.stringContaining('row-level security') } });
    await expect(
      inTenant(world.db, mine, (tx) => tx.execute(sql`update products set tenant_id = ${theirs}`)),
    ).rejects.toMatchObject({ cause: { message: expect.stringContaining('row-level security') } });
  });

  test('a connection that served one tenant shows nothing when it is used again without one', async () => {
    const narrow = openDb({ url: world.database.appUrl, connections: 1 });
    try {
      await inTenant(narrow, mine, (tx) => tx.execute(sql`select 1`));
      const { rows } = await narrow.execute(sql`select * from products`);
      expect(rows).toEqual([]);
    } finally {
      await closeDb(narrow);
    }
  });

  test('events and audit are append-only for the roles of the platform', async () => {
    for (const statement of [
      'update events set type = 1',
      'delete from events',
      'update audit set action = $$x$$',
      'delete from audit',
    ]) {
      await expect(inTenant(world.db, mine, (tx) => tx.execute(sql.raw(statement)))).rejects.toMatchObject({
        cause: { message: expect.stringContaining('permission denied') },
      });
    }
  });

  test("the fleet's role sees the tables it needs, and nothing of customers, products, events, lists or keys", async () => {
    for (const table of [
      'customers',
      'products',
      'events',
      'lists',
      'api_keys',
      'model_versions',
      'audit',
      'platform_secrets',
    ]) {
      await expect(world.fleet.execute(sql.raw(`select * from ${table}`))).rejects.toMatchObject({
        cause: { message: expect.stringContaining('permission denied') },
      });
    }
    const { rows } = await world.fleet.execute(sql`select * from tenants`);
    expect(rows).toHaveLength(2);
  });

  test('partitions of events cannot be read past their parent', async () => {
    await expect(
      inTenant(world.db, mine, (tx) => tx.execute(sql`select * from events_00`)),
    ).rejects.toMatchObject({ cause: { message: expect.stringContaining('permission denied') } });
  });

  test('no process starts as a role for which this would not hold', async () => {
    const owner = openDb({ url: world.database.ownerUrl, connections: 1 });
    try {
      await expect(requireRestrictedRole(owner, 'DATABASE_URL')).rejects.toThrow(
        /DATABASE_URL connects as .*nightshift migrate/,
      );
    } finally {
      await closeDb(owner);
    }
    await expect(requireRestrictedRole(world.db, 'DATABASE_URL')).resolves.toBeUndefined();
    await expect(requireRestrictedRole(world.fleet, 'FLEET_DATABASE_URL')).resolves.toBeUndefined();
  });

  test('look-up functions are pinned to their search path and owned by a role without login', async () => {
    const owner = new Client({ connectionString: world.database.ownerUrl });
    await owner.connect();
    try {
      const { rows } = await owner.query(`
        select p.proname, r.rolcanlogin, r.rolsuper, r.rolbypassrls, p.proconfig::text as config
        from pg_proc p join pg_roles r on r.oid = p.proowner
        where p.pronamespace = 'public'::regnamespace and p.prosecdef order by 1`);
      expect(rows.length).toBeGreaterThanOrEqual(4);
      for (const row of rows) {
        expect(row).toMatchObject({ rolcanlogin: false, rolsuper: false, rolbypassrls: false });
        expect(row.config).toMatch(/search_path=pg_catalog/);
      }
    } finally {
      await owner.end();
    }
  });

  test('migrating again changes nothing, and two at once stand in line', async () => {
    await Promise.all([
      migrate({ databaseUrl: world.database.ownerUrl }),
      migrate({ databaseUrl: world.database.ownerUrl }),
    ]);
    expect(await pendingMigrations(world.db)).toBe(0);
  });
});

/** Every table with a tenant_id, partitions aside. */
async function tenantTables(world: TenantWorld): Promise<string[]> {
  const owner = new Client({ connectionString: world.database.ownerUrl });
  await owner.connect();
  try {
    const { rows } = await owner.query<{ relname: string }>(`
      select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id'
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition`);
    return rows.map((row) => row.relname);
  } finally {
    await owner.end();
  }
}

/** What no test above has made yet: a version and a list. */
async function fillWithOneRowEach(world: TenantWorld, tenantId: number): Promise<void> {
  await inTenant(world.db, tenantId, async (tx) => {
    await tx.execute(sql`
      insert into model_versions (tenant_id, version, night_no, recipe, params, seed, include_seen, cut_seq, cut_at, metrics, samples, artifact, artifact_bytes)
      values (${tenantId}, 1, 1, 'popularity', '{}', 1, true, 1, now(), '{}', '[]', '', 0)`);
    await tx.execute(sql`
      insert into lists (tenant_id, customer_no, version, list_set, reason, computed_at, products, scores)
      values (${tenantId}, 1, 1, 1, 1, now(), '{1}', '{1}')`);
  });
}
