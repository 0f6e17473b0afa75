import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { readMigrationFiles } from 'drizzle-orm/migrator';
import { drizzle } from 'drizzle-orm/node-postgres';
import { migrate as applyMigrations } from 'drizzle-orm/node-postgres/migrator';
import { Client, escapeIdentifier, escapeLiteral } from 'pg';
import { packageRoot } from './package-root';

export const APP_ROLE = 'nightshift_app';
export const FLEET_ROLE = 'nightshift_fleet';
export const LOOKUP_ROLE = 'nightshift_lookup';

export const MIGRATIONS_FOLDER = join(packageRoot(), 'db', 'migrations');

export interface MigrateOptions {
  /** The owner's URL: it makes roles and owns tables; no process of the platform serves with it. */
  databaseUrl: string;
  /** Given: the login roles get these passwords. Absent: a role that exists keeps its own. */
  appPassword?: string;
  fleetPassword?: string;
}

/**
 * Brings a database to the newest schema: roles, tables, row-level security, look-up functions, the signing
 * secret. Safe to repeat, and safe when two run at once (an advisory lock puts them in line).
 */
export async function migrate(options: MigrateOptions): Promise<void> {
  const client = new Client({
    connectionString: options.databaseUrl,
    application_name: 'nightshift migrate',
  });
  await client.connect();
  try {
    await client.query(`select pg_advisory_lock(hashtextextended('nightshift migrate', 0))`);
    await ensureRoles(client, options);
    await applyMigrations(drizzle(client), { migrationsFolder: MIGRATIONS_FOLDER });
    await refuseOtherHistory(client);
    await client.query(`grant usage on schema drizzle to ${APP_ROLE}, ${FLEET_ROLE}`);
    await client.query(`grant select on drizzle.__drizzle_migrations to ${APP_ROLE}, ${FLEET_ROLE}`);
    await client.query(
      `insert into platform_secrets (name, value) values ('recommendation-id', $1) on conflict (name) do nothing`,
      [randomBytes(32)],
    );
  } finally {
    await client.end();
  }
}

/**
 * Migrations never change once they are merged; a database that was made by another text of them is not the one
 * that this build knows, however its dates compare.
 */
async function refuseOtherHistory(client: Client): Promise<void> {
  const { rows } = await client.query<{ hash: string }>('select hash from drizzle.__drizzle_migrations');
  const applied = new Set(rows.map((row) => row.hash));
  const missing = readMigrationFiles({ migrationsFolder: MIGRATIONS_FOLDER }).filter(
    (migration) => !applied.has(migration.hash),
  );
  if (missing.length === 0) return;
  throw new Error(
    `Expected a database made by the migrations of this build, got one made by another text of ${missing.length} of ` +
      'them. A database with data worth keeping needs a migration of its own; a development clone is made anew by ' +
      'removing its .nightshift folder (and the data folder that `npm start` names, where Postgres has one of its own).',
  );
}

async function ensureRoles(client: Client, options: MigrateOptions): Promise<void> {
  const found = await client.query<{ rolname: string }>(
    'select rolname from pg_roles where rolname = any($1::text[])',
    [[APP_ROLE, FLEET_ROLE, LOOKUP_ROLE]],
  );
  const existing = new Set(found.rows.map((row) => row.rolname));
  const wanted = [
    { role: APP_ROLE, attributes: 'login', password: options.appPassword },
    { role: FLEET_ROLE, attributes: 'login', password: options.fleetPassword },
    { role: LOOKUP_ROLE, attributes: 'nologin', password: undefined },
  ];
  for (const { role, attributes, password } of wanted) {
    const secret = password === undefined ? '' : ` password ${escapeLiteral(password)}`;
    // Roles belong to the server: another database of it may be migrating at this moment.
    if (!existing.has(role)) await createRole(client, `create role ${role} ${attributes}${secret}`, role);
    else if (secret !== '') await client.query(`alter role ${role}${secret}`);
  }
  // Who makes functions for a role must be able to become it; a superuser can become anyone. Since Postgres 16
  // a role's maker is its member in name only: it may administer it, not become it.
  const { rows } = await client.query<{ member: boolean; user: string }>(
    `select current_user as user, case
       when current_setting('server_version_num')::int >= 160000 then pg_has_role(current_user, '${LOOKUP_ROLE}', 'set')
       else pg_has_role(current_user, '${LOOKUP_ROLE}', 'member')
     end as member`,
  );
  const owner = rows[0];
  if (owner && !owner.member) await client.query(`grant ${LOOKUP_ROLE} to ${escapeIdentifier(owner.user)}`);
}

async function createRole(client: Client, statement: string, role: string): Promise<void> {
  try {
    await client.query(statement);
  } catch (error) {
    const code = (error as { code?: string }).code;
    if (code === '42710' || code === '23505') return; // made meanwhile by another migration
    if (code !== '42501') throw error;
    throw new Error(
      `The role ${role} does not exist, and this user may not create roles. Ask an administrator for: ${statement.replace(/ password .*/, '')}`,
      { cause: error },
    );
  }
}
