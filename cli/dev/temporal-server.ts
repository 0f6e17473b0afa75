import { execFileSync, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import { cloneRoot } from './clone-root';
import { tail } from './embedded-postgres';
import { identify, type ProcessIdentity } from './process-identity';
import { stopProcess } from './stop-process';

export interface RunningTemporal {
  process: ProcessIdentity;
  address: string;
  uiUrl?: string;
}

export const SEARCH_ATTRIBUTES = {
  NightshiftMode: 'Keyword',
  NightshiftLastOutcome: 'Keyword',
  NightshiftChampion: 'Int',
} as const;

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
}

/** Path of the Temporal program that set-up finds or makes. */
export function findTemporalProgram(): string {
  const script = join(cloneRoot(), 'scripts/setup/temporal-cli.mjs');
  return execFileSync(process.execPath, [script, '--path'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  }).trim();
}

export async function startTemporal(options: TemporalOptions): Promise<RunningTemporal> {
  const log = openSync(options.logFile, 'a', 0o600);
  const child = spawn(options.program, temporalArguments(options), {
    detached: true,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  const state: { error?: Error } = {};
  child.once('error', (error) => {
    state.error = error;
  });
  const address = `127.0.0.1:${options.port}`;
  const deadline = Date.now() + 60_000;
  while (!(await answers(address, options.namespaces))) {
    if (state.error || child.exitCode !== null || child.signalCode !== null || Date.now() > deadline) {
      child.kill('SIGKILL');
      throw new Error(
        `Temporal's dev server did not start. ${state.error?.message ?? ''} The end of ${options.logFile}:\n${tail(options.logFile)}`,
      );
    }
    await sleep(50);
  }
  child.unref();
  const identity = child.pid === undefined ? undefined : identify(child.pid);
  if (!identity) throw new Error("Temporal's dev server ended right after it had answered");
  return {
    process: identity,
    address,
    ...(options.uiPort !== undefined && { uiUrl: `http://127.0.0.1:${options.uiPort}` }),
  };
}

export async function stopTemporal(
  temporal: { process: ProcessIdentity },
  hurry?: AbortSignal,
): Promise<void> {
  await stopProcess(temporal.process, { signal: 'SIGTERM', graceMs: 10_000, ...(hurry && { hurry }) });
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
      Object.entries(SEARCH_ATTRIBUTES).map(([name, type]) => `${name}=${type}`),
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
