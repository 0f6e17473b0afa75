import { type Client, escapeIdentifier, escapeLiteral, type Pool } from 'pg';

/**
 * On a server that is not ours, nightshift_app may be there already with a password that is not ours to know or
 * to change. So we log in under a name of our own that is a member of it, and act as it.
 */
export interface Login {
  login: string;
  role: string;
  password: string;
}

export async function ensureLogin(admin: Client | Pool, { login, role, password }: Login): Promise<void> {
  const { rowCount } = await admin.query('select from pg_roles where rolname = $1', [login]);
  const name = escapeIdentifier(login);
  const secret = escapeLiteral(password);
  if (rowCount) await admin.query(`alter role ${name} password ${secret}`);
  else await admin.query(`create role ${name} login password ${secret} in role ${escapeIdentifier(role)}`);
}

export function loginUrl(databaseUrl: string, { login, role, password }: Login): string {
  const url = new URL(databaseUrl);
  url.username = login;
  url.password = password;
  url.searchParams.set('options', `-c role=${role}`);
  return url.href;
}
