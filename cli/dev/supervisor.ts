import { existsSync, renameSync, rmSync } from 'node:fs';
import { packageRoot } from '../../db/package-root';
import { createOperatorKey } from '../../services/keys/create-operator-key';
import { registerWithTemporal } from '../roles/temporal';
import { takeLock } from './clone-lock';
import {
  type DatabaseUrls,
  prepareEmbeddedDatabase,
  prepareGivenDatabase,
  startEmbeddedPostgres,
} from './database';
import { type DevFolder, devFolder } from './dev-folder';
import { startEmbeddedTemporal } from './embedded-temporal';
import { isFree } from './free-port';
import type { KeptRunning, Started } from './keep-running';
import { KeptPorts } from './kept-ports';
import { orphans, type ProcessName, recordProcess, STOP_ORDER } from './process-record';
import { readJson } from './read-json';
import { startRole } from './role-process';
import { keepOperatorKey, readSecrets } from './secrets';
import { STOP_SIGNALS, stopOrphans } from './stop-orphans';
import { stopProcess } from './stop-process';
import { waitUntilReady } from './wait-until-ready';
import { writeJson } from './write-atomically';

/** `.nightshift/dev.json`: where a running `npm start` is found. */
export interface DevFile {
  apiUrl: string;
  temporalUiUrl: string | null;
  temporalAddress: string;
  databaseUrl: string;
  operatorKey: string;
}

/** One that cannot start will not start at the tenth time either; a port taken meanwhile is worth another. */
const STARTS_BEFORE_READY = 3;

export class AlreadyRunning extends Error {}

/** Everything on one machine: started in the order in which each needs the one before, stopped in reverse. */
export class Supervisor {
  readonly #folder: DevFolder = devFolder();
  readonly #ports: KeptPorts;
  readonly #running: Partial<Record<ProcessName, KeptRunning<Started>>> = {};
  readonly #stopping = new AbortController();
  readonly #hurry = new AbortController();
  #release: (() => void) | undefined;

  constructor() {
    const { PORT } = process.env;
    this.#ports = new KeptPorts(this.#folder.ports, PORT ? { api: Number(PORT) } : {});
  }

  async start(): Promise<DevFile> {
    await this.#takeClone();
    const namespace = process.env.TEMPORAL_NAMESPACE ?? 'nightshift';
    const [database, temporal] = await both(this.#startDatabase(), this.#startTemporal(namespace));
    this.#stopping.signal.throwIfAborted();
    const operatorKey = await this.#operatorKey(database.owner);
    const environment = {
      DATABASE_URL: database.app,
      FLEET_DATABASE_URL: database.fleet,
      TEMPORAL_ADDRESS: temporal.address,
      TEMPORAL_NAMESPACE: namespace,
      ...(temporal.uiUrl && { TEMPORAL_UI_URL: temporal.uiUrl }),
      HOST: '127.0.0.1',
    };
    const apiUrl = await this.#startRoles(environment, operatorKey);
    const devFile = {
      apiUrl,
      temporalUiUrl: temporal.uiUrl,
      temporalAddress: temporal.address,
      databaseUrl: database.owner,
      operatorKey,
    };
    writeJson(this.#folder.devFile, devFile);
    return devFile;
  }

  get isStopping(): boolean {
    return this.#stopping.signal.aborted;
  }

  /** Makes `start` give up where it is; asked again, `stop` no longer waits for anything. */
  askToStop(): void {
    if (!this.isStopping) this.#stopping.abort(new Error('stopped while starting'));
    else this.#hurry.abort();
  }

  /** Stops what was started, once `start` has settled. */
  async stop(): Promise<void> {
    if (!this.#release) return; // the clone is another start's
    rmSync(this.#folder.devFile, { force: true });
    for (const name of STOP_ORDER) {
      const { signal, graceMs } = STOP_SIGNALS[name];
      await this.#running[name]?.stop((process) =>
        stopProcess(process, { signal, graceMs, hurry: this.#hurry.signal }),
      );
    }
    await this.stopRecorded(); // one whose start failed halfway
    this.#release();
  }

  /** By the record on disk: for a start that is itself stuck. */
  async stopRecorded(): Promise<void> {
    for (const { name, process } of orphans(this.#folder.state)) {
      await stopProcess(process, { ...STOP_SIGNALS[name], hurry: this.#hurry.signal });
    }
    for (const name of STOP_ORDER) recordProcess(this.#folder.state, name, undefined);
  }

  async #takeClone(): Promise<void> {
    const lock = takeLock(this.#folder.lock);
    if ('heldBy' in lock) {
      const where = readJson<DevFile>(this.#folder.devFile)?.apiUrl ?? 'starting';
      throw new AlreadyRunning(
        `Nightshift runs in this clone already: pid ${lock.heldBy.pid}, since ${lock.heldBy.since}, ${where}`,
      );
    }
    this.#release = lock.release;
    rmSync(this.#folder.devFile, { force: true });
    const stopped = await stopOrphans(this.#folder);
    if (stopped.length > 0) say('orphans', `stopped what a killed start had left: ${stopped.join(', ')}`);
    for (const name of STOP_ORDER) keepOneOldLog(this.#folder.log(name));
  }

  async #startDatabase(): Promise<DatabaseUrls> {
    const begun = Date.now();
    const secrets = readSecrets(this.#folder.secrets);
    const given = process.env.DATABASE_URL;
    if (given) {
      const urls = await prepareGivenDatabase(given, secrets, packageRoot());
      say('postgres', `the database of DATABASE_URL is at the newest schema, ${since(begun)}`);
      return urls;
    }
    const ports = this.#ports;
    const options = { secrets, ports, say: (what: string) => say('postgres', what) };
    const { server, isNew } = await startEmbeddedPostgres(this.#folder, options);
    this.#running.postgres = server;
    const urls = await prepareEmbeddedDatabase(server.current, secrets);
    const data = isNew ? 'new data folder' : "yesterday's data";
    say('postgres', `127.0.0.1:${server.current.port}, ${data}, schema up to date, ${since(begun)}`);
    return urls;
  }

  async #startTemporal(namespace: string): Promise<{ address: string; uiUrl: string | null }> {
    const begun = Date.now();
    const given = process.env.TEMPORAL_ADDRESS;
    if (given) {
      await registerWithTemporal({ TEMPORAL_ADDRESS: given, TEMPORAL_NAMESPACE: namespace });
      say('temporal', `the cluster of TEMPORAL_ADDRESS, namespace ${namespace}, ${since(begun)}`);
      return { address: given, uiUrl: process.env.TEMPORAL_UI_URL ?? null };
    }
    const options = { namespace, ports: this.#ports, say: (what: string) => say('temporal', what) };
    const server = await startEmbeddedTemporal(this.#folder, options);
    this.#running.temporal = server;
    const { address, uiUrl } = server.current;
    await registerWithTemporal({ TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE: namespace });
    say('temporal', `${address}, web UI ${uiUrl}, ${since(begun)}`);
    return { address, uiUrl: uiUrl ?? null };
  }

  async #startRoles(environment: Record<string, string>, operatorKey: string): Promise<string> {
    const begun = Date.now();
    let port = await this.#ports.choose('api');
    let isReady = false;
    let starts = 0;
    this.#running.worker = await startRole(this.#folder, 'worker', {
      environment: async () => environment,
      say: (what) => say('worker', what),
    });
    this.#running.api = await startRole(this.#folder, 'api', {
      environment: async () => {
        // Once the address is told to others it stays, even if that means waiting for the port.
        if (!isReady && !(await isFree(port))) port = await this.#ports.choose('api');
        starts++;
        return { ...environment, PORT: String(port) };
      },
      say: (what) => say('api', what),
    });
    const apiUrl = () => `http://127.0.0.1:${port}`;
    await waitUntilReady(() => {
      this.#stopping.signal.throwIfAborted();
      if (starts > STARTS_BEFORE_READY)
        throw new Error(`The api ended ${starts - 1} times before it was ready`);
      return { apiUrl: apiUrl(), operatorKey };
    });
    isReady = true;
    say('api', `${apiUrl()}, ${since(begun)}`);
    return apiUrl();
  }

  /** Yesterday's key if this database knows it or takes it; a revoked one is replaced. */
  async #operatorKey(databaseUrl: string): Promise<string> {
    const { host, pathname } = new URL(databaseUrl);
    const database = process.env.DATABASE_URL ? `${host}${pathname}` : 'embedded';
    const kept = readSecrets(this.#folder.secrets).operatorKeys[database];
    const note = 'npm start';
    const made = kept
      ? await createOperatorKey(databaseUrl, { key: kept, note }).catch(() =>
          createOperatorKey(databaseUrl, { note }),
        )
      : await createOperatorKey(databaseUrl, { note });
    if (made.key !== kept) keepOperatorKey(this.#folder.secrets, database, made.key);
    return made.key;
  }
}

/** Both settle before either's failure is told, so that whatever was started is known and can be stopped. */
async function both<A, B>(a: Promise<A>, b: Promise<B>): Promise<[A, B]> {
  await Promise.allSettled([a, b]);
  return Promise.all([a, b]);
}

function keepOneOldLog(file: string): void {
  if (existsSync(file)) renameSync(file, `${file}.1`);
}

export function say(name: string, what: string): void {
  console.log(`  ${name.padEnd(13)} ${what}`);
}

function since(begun: number): string {
  return `${((Date.now() - begun) / 1000).toFixed(1)} s`;
}
