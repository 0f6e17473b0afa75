import { sql } from 'drizzle-orm';
import type { Db } from './client';

/**
 * Refuses to go on as a role for which row-level security would not hold: a superuser, one with
 * BYPASSRLS, or the owner of a table.
 */
export async function requireRestrictedRole(db: Db, variable: string): Promise<void> {
  await db.$client.query('select 1').catch((error: Error) => {
    throw new Error(`${variable}: expected a Postgres that answers, got: ${error.message}`);
  });
  const { rows } = await db.execute<{ name: string; super: boolean; bypass: boolean; owner: boolean }>(sql`
    select rolname as name, rolsuper as super, rolbypassrls as bypass,
      exists (
        select from pg_class c
        where c.relnamespace = 'public'::regnamespace and pg_has_role(r.oid, c.relowner, 'usage')
      ) as owner
    from pg_roles r where rolname = current_user`);
  const role = rows[0];
  if (!role) throw new Error('The database does not know the role that this process connected as');
  const fault = role.super
    ? 'is a superuser'
    : role.bypass
      ? 'has BYPASSRLS'
      : role.owner
        ? 'owns tables of Nightshift'
        : undefined;
  if (!fault) return;
  throw new Error(
    `${variable} connects as "${role.name}", which ${fault}, so tenants would not be kept apart. ` +
      'Expected a role that owns nothing and cannot bypass row-level security. To make the roles, run ' +
      '`nightshift migrate` with DATABASE_URL set to the owner and NIGHTSHIFT_APP_PASSWORD and ' +
      'NIGHTSHIFT_FLEET_PASSWORD set to passwords of your choice; then start this process with DATABASE_URL ' +
      'for nightshift_app and FLEET_DATABASE_URL for nightshift_fleet.',
  );
}
