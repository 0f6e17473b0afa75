import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { Connection } from '@temporalio/client';
import { packageRoot } from '../../db/package-root';
import { SEARCH_ATTRIBUTES } from '../../workflows/contracts';
import type { Started } from './keep-running';
import type { ProcessIdentity } from './process-identity';
import { startServer } from './start-server';

export interface RunningTemporal extends Started {
  address: string;
  uiUrl?: string;
}

const SEARCH_ATTRIBUTE_TYPES = {
  [SEARCH_ATTRIBUTES.mode]: 'Keyword',
  [SEARCH_ATTRIBUTES.lastOutcome]: 'Keyword',
  [SEARCH_ATTRIBUTES.champion]: 'Int',
};

export interface TemporalOptions {
  program: string;
  port: number;
  httpPort: number;
  metricsPort: number;
  uiPort?: number;
  /** Kept in memory when absent. */
  file?: string;
  namespaces: string[];
  logFile: string;
  onSpawn: (process: ProcessIdentity) => void;
}

/** Path of the Temporal program that set-up finds or makes. */
export function findTemporalProgram(): string {
  const found = process.env.NIGHTSHIFT_TEMPORAL_PROGRAM; // by the set-up that started us
  if (found) return found;
  const script = join(packageRoot(), 'scripts/setup/temporal-cli.mjs');
  return execFileSync(process.execPath, [script, '--path'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  }).trim();
}

export async function startTemporal(options: TemporalOptions): Promise<RunningTemporal> {
  const address = `127.0.0.1:${options.port}`;
  const started = await startServer({
    name: "Temporal's dev server",
    program: options.program,
    args: temporalArguments(options),
    options: {},
    logFile: options.logFile,
    port: options.port,
    isReady: () => answers(address, options.namespaces),
    onSpawn: options.onSpawn,
  });
  const ui = options.uiPort === undefined ? {} : { uiUrl: `http://127.0.0.1:${options.uiPort}` };
  return { ...started, address, ...ui };
}

export function temporalArguments(options: TemporalOptions): string[] {
  const repeated = (flag: string, values: string[]) => values.flatMap((value) => [flag, value]);
  return [
    ...['server', 'start-dev', '--disable-config-file', '--disable-config-env'],
    ...['--ip', '127.0.0.1', '--port', String(options.port)],
    ...['--http-port', String(options.httpPort), '--metrics-port', String(options.metricsPort)],
    ...(options.uiPort === undefined
      ? ['--headless']
      : ['--ui-ip', '127.0.0.1', '--ui-port', String(options.uiPort), '--ui-disable-news-fetch']),
    ...repeated('--namespace', options.namespaces),
    ...repeated(
      '--search-attribute',
      Object.entries(SEARCH_ATTRIBUTE_TYPES).map(([name, type]) => `${name}=${type}`),
    ),
    // One partition: with the default four, tasks wait for seconds on a two-core machine while one drains.
    ...repeated('--dynamic-config-value', [
      'matching.numTaskqueueReadPartitions=1',
      'matching.numTaskqueueWritePartitions=1',
    ]),
    // The defaults sync the disk at every write: many times slower. WAL with NORMAL survives kill -9.
    ...(options.file === undefined
      ? []
      : [
          ...['--db-filename', options.file],
          ...repeated('--sqlite-pragma', ['journal_mode=WAL', 'synchronous=NORMAL']),
        ]),
    ...['--log-level', 'warn', '--log-format', 'json'],
  ];
}

async function answers(address: string, namespaces: string[]): Promise<boolean> {
  let connection: Connection | undefined;
  try {
    connection = await Connection.connect({ address, connectTimeout: '2 s' });
    for (const namespace of namespaces) await connection.workflowService.describeNamespace({ namespace });
    return true;
  } catch {
    return false;
  } finally {
    await connection?.close();
  }
}
