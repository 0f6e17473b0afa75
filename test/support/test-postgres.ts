import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { escapeIdentifier, Pool } from 'pg';
import { initialisePostgres, startPostgres } from '../../cli/dev/embedded-postgres';
import { anyFreePort } from '../../cli/dev/free-port';
import { ensureLogin, loginUrl } from '../../cli/dev/login-roles';
import { choosePostgresHome } from '../../cli/dev/postgres-home';
import { STOP_SIGNALS } from '../../cli/dev/stop-orphans';
import { stopProcess } from '../../cli/dev/stop-process';
import { APP_ROLE, FLEET_ROLE, LOOKUP_ROLE, migrate } from '../../db/migrate';
import { noteFolder, noteProcess } from './run-folder';

export interface LentDatabase {
  name: string;
  ownerUrl: string;
  appUrl: string;
  fleetUrl: string;
}

const MIGRATED_ROLES = [APP_ROLE, FLEET_ROLE, LOOKUP_ROLE];
const LOGINS = [APP_ROLE, FLEET_ROLE];

/** Durability is not what tests ask of their server: a crash of the machine ends the run anyway. */
const SETTINGS = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_connections: '300',
  shared_buffers: '128MB',
  max_wal_size: '2GB',
  jit: 'off',
};

/**
 * Databases for tests: each a copy of one migrated template. On the server of DATABASE_URL, where there is one,
 * else on an embedded one. On a server that is not ours only databases and login roles of this run's own name
 * are made, and all are dropped at the end; the roles of the platform are left as found, their passwords too.
 */
export class TestPostgres {
  readonly #folder: string;
  readonly #run = randomBytes(5).toString('hex');
  readonly #password = randomBytes(16).toString('hex');
  readonly #lent = new Set<string>();
  #admin: Promise<Pool> | undefined;
  #pool: Pool | undefined;
  #adminUrl = '';
  #madeRoles: string[] = [];
  #stopServer: (() => Promise<void>) | undefined;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async lend(): Promise<LentDatabase> {
    this.#admin ??= this.#prepare();
    const admin = await this.#admin;
    const name = `nightshift_test_${this.#run}_${randomBytes(5).toString('hex')}`;
    await admin.query(
      `create database ${escapeIdentifier(name)} template ${escapeIdentifier(this.#template)}`,
    );
    this.#lent.add(name);
    return {
      name,
      ownerUrl: databaseUrl(this.#adminUrl, name),
      appUrl: this.#loginUrl(APP_ROLE, name),
      fleetUrl: this.#loginUrl(FLEET_ROLE, name),
    };
  }

  async drop(name: string): Promise<object> {
    if (!this.#lent.has(name)) throw new Error(`Expected the name of a lent database, got ${name}`);
    await (await this.#admin)?.query(`drop database if exists ${escapeIdentifier(name)} with (force)`);
    this.#lent.delete(name);
    return {};
  }

  async stop(): Promise<void> {
    if (!this.#admin) return;
    await this.#admin.catch(() => {}); // it has been told to those who asked
    // Of an embedded server everything goes with its folder.
    if (this.#pool && !this.#stopServer) await this.#clearForeign(this.#pool);
    await this.#pool?.end();
    await this.#stopServer?.();
  }

  get #template(): string {
    return `nightshift_test_${this.#run}_template`;
  }

  async #prepare(): Promise<Pool> {
    this.#adminUrl = process.env.DATABASE_URL ?? (await this.#startEmbedded());
    const admin = new Pool({ connectionString: this.#adminUrl, max: 4 });
    admin.on('error', () => {}); // the server may be stopped under an idle connection
    this.#pool = admin;
    const { rows } = await admin.query<{ rolname: string }>(
      'select rolname from pg_roles where rolname = any($1)',
      [MIGRATED_ROLES],
    );
    this.#madeRoles = MIGRATED_ROLES.filter((role) => !rows.some((row) => row.rolname === role));
    await admin.query(`create database ${escapeIdentifier(this.#template)}`);
    this.#lent.add(this.#template);
    await migrate({ databaseUrl: databaseUrl(this.#adminUrl, this.#template) });
    for (const role of LOGINS) {
      await ensureLogin(admin, { login: this.#login(role), role, password: this.#password });
    }
    return admin;
  }

  async #startEmbedded(): Promise<string> {
    const away = join(tmpdir(), `nightshift-test-${this.#run}`);
    noteFolder(this.#folder, away);
    const home = choosePostgresHome(join(this.#folder, 'postgres'), away);
    initialisePostgres(home, this.#password);
    const server = await startPostgres(home, {
      port: await anyFreePort(),
      password: this.#password,
      logFile: join(this.#folder, 'postgres.log'),
      settings: SETTINGS,
      onSpawn: (process) => noteProcess(this.#folder, process),
    });
    this.#stopServer = () => stopProcess(server.process, STOP_SIGNALS.postgres);
    return server.url('postgres');
  }

  async #clearForeign(admin: Pool): Promise<void> {
    for (const name of this.#lent)
      await admin.query(`drop database if exists ${escapeIdentifier(name)} with (force)`);
    for (const role of LOGINS) await admin.query(`drop role if exists ${this.#login(role)}`);
    // A role that another database uses by now cannot be dropped, and need not be.
    for (const role of this.#madeRoles) await admin.query(`drop role ${role}`).catch(() => {});
  }

  #login(role: string): string {
    return `nightshift_test_${this.#run}_${role.replace('nightshift_', '')}`;
  }

  #loginUrl(role: string, database: string): string {
    return loginUrl(databaseUrl(this.#adminUrl, database), {
      login: this.#login(role),
      role,
      password: this.#password,
    });
  }
}

function databaseUrl(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${encodeURIComponent(database)}`;
  return changed.href;
}
