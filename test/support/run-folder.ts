import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { identify, isAlive, type ProcessIdentity } from '../../cli/dev/process-identity';
import { readJson } from '../../cli/dev/read-json';
import { stopProcess } from '../../cli/dev/stop-process';
import { writeJson } from '../../cli/dev/write-atomically';
import { packageRoot } from '../../db/package-root';

/** What one test run has outside its own process: enough for the next run to clear up after a kill -9. */
interface RunRecord {
  owner: ProcessIdentity;
  processes: ProcessIdentity[];
  folders: string[];
}

const RUNS = join(packageRoot(), '.nightshift/test');

export function openRunFolder(): string {
  const owner = identify(process.pid);
  if (!owner) throw new Error('Expected to find the own process, found none');
  const folder = join(RUNS, `run-${process.pid}`);
  mkdirSync(folder, { recursive: true });
  writeJson(recordOf(folder), { owner, processes: [], folders: [] } satisfies RunRecord);
  return folder;
}

export function noteProcess(folder: string, started: ProcessIdentity): void {
  const record = readJson<RunRecord>(recordOf(folder));
  if (record) writeJson(recordOf(folder), { ...record, processes: [...record.processes, started] });
}

export function noteFolder(folder: string, made: string): void {
  const record = readJson<RunRecord>(recordOf(folder));
  if (record) writeJson(recordOf(folder), { ...record, folders: [...record.folders, made] });
}

export function endRunFolder(folder: string): void {
  for (const made of readJson<RunRecord>(recordOf(folder))?.folders ?? []) remove(made);
  remove(folder);
}

/** Stops and removes what runs left behind whose own process is gone. */
export async function sweepDeadRuns(): Promise<void> {
  mkdirSync(RUNS, { recursive: true });
  for (const name of readdirSync(RUNS)) {
    const folder = join(RUNS, name);
    const record = readJson<RunRecord>(recordOf(folder));
    if (!record || isAlive(record.owner)) continue;
    for (const left of record.processes) await stopProcess(left, { signal: 'SIGQUIT', graceMs: 2_000 });
    endRunFolder(folder);
  }
}

function recordOf(folder: string): string {
  return join(folder, 'run.json');
}

function remove(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}
