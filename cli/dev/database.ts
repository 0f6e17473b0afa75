import { createHash } from 'node:crypto';
import { Client } from 'pg';
import { APP_ROLE, FLEET_ROLE, migrate } from '../../db/migrate';
import type { DevFolder } from './dev-folder';
import { initialisePostgres, type RunningPostgres, startPostgres } from './embedded-postgres';
import { type KeptRunning, keepRunning } from './keep-running';
import type { KeptPorts } from './kept-ports';
import { ensureLogin, loginUrl } from './login-roles';
import { choosePostgresHome, type PostgresHome } from './postgres-home';
import { recordProcess } from './process-record';
import type { Secrets } from './secrets';

export interface DatabaseUrls {
  owner: string;
  app: string;
  fleet: string;
}

const DATABASE = 'nightshift';

/** Sized for a laptop that does other things too. synchronous_commit stays on: acknowledged means kept. */
const SETTINGS = {
  max_connections: '100',
  shared_buffers: '256MB',
  effective_cache_size: '1GB',
  work_mem: '16MB',
  maintenance_work_mem: '128MB',
  max_wal_size: '2GB',
  checkpoint_timeout: '15min',
  random_page_cost: '1.1',
  jit: 'off', // short statements: compiling them costs more than it saves
};

export async function startEmbeddedPostgres(
  folder: DevFolder,
  options: { secrets: Secrets; ports: KeptPorts; say: (what: string) => void },
): Promise<{ server: KeptRunning<RunningPostgres>; isNew: boolean }> {
  const home = choosePostgresHome(folder.postgres);
  if (home.note) options.say(home.note);
  const isNew = initialisePostgres(home, options.secrets.postgresPassword);
  const start = () =>
    options.ports.startOn(['postgres'], (ports) => startOn(ports.postgres, folder, home, options.secrets));
  const server = await keepRunning(start, options.say);
  return { server, isNew };
}

function startOn(
  port: number,
  folder: DevFolder,
  home: PostgresHome,
  secrets: Secrets,
): Promise<RunningPostgres> {
  return startPostgres(home, {
    port,
    password: secrets.postgresPassword,
    logFile: folder.log('postgres'),
    settings: SETTINGS,
    onSpawn: (process) => recordProcess(folder.state, 'postgres', { ...process, dataFolder: home.data }),
  });
}

/** The embedded server's database, migrated; api and worker log in as the restricted roles. */
export async function prepareEmbeddedDatabase(
  server: RunningPostgres,
  secrets: Secrets,
): Promise<DatabaseUrls> {
  const owner = server.url(DATABASE);
  await withClient(server.url('postgres'), async (admin) => {
    const { rowCount } = await admin.query('select from pg_database where datname = $1', [DATABASE]);
    if (!rowCount) await admin.query(`create database ${DATABASE}`);
  });
  const { appPassword, fleetPassword } = secrets;
  await migrate({ databaseUrl: owner, appPassword, fleetPassword });
  const as = (user: string, password: string) => {
    const url = new URL(owner);
    url.username = user;
    url.password = password;
    return url.href;
  };
  return { owner, app: as(APP_ROLE, appPassword), fleet: as(FLEET_ROLE, fleetPassword) };
}

/** The database of DATABASE_URL, migrated. Passwords of roles that others may use there are not touched. */
export async function prepareGivenDatabase(
  owner: string,
  secrets: Secrets,
  clone: string,
): Promise<DatabaseUrls> {
  await migrate({ databaseUrl: owner });
  const suffix = createHash('sha256').update(clone).digest('hex').slice(0, 8);
  const app = { login: `${APP_ROLE}_${suffix}`, role: APP_ROLE, password: secrets.appPassword };
  const fleet = { login: `${FLEET_ROLE}_${suffix}`, role: FLEET_ROLE, password: secrets.fleetPassword };
  await withClient(owner, async (admin) => {
    await ensureLogin(admin, app);
    await ensureLogin(admin, fleet);
  });
  return { owner, app: loginUrl(owner, app), fleet: loginUrl(owner, fleet) };
}

async function withClient(url: string, work: (client: Client) => Promise<void>): Promise<void> {
  const client = new Client({ connectionString: url, application_name: 'nightshift dev' });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
