import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import type { DevFolder } from './dev-folder';
import { type KeptRunning, keepRunning } from './keep-running';
import type { KeptPorts } from './kept-ports';
import { recordProcess } from './process-record';
import { readJson } from './read-json';
import { findTemporalProgram, type RunningTemporal, startTemporal } from './temporal-server';
import { writeJson } from './write-atomically';

const PORTS = ['temporal', 'temporalUi', 'temporalHttp', 'temporalMetrics'] as const;

/** Temporal's dev server with a file, web UI on, everything on loopback. */
export async function startEmbeddedTemporal(
  folder: DevFolder,
  options: { namespace: string; ports: KeptPorts; say: (what: string) => void },
): Promise<KeptRunning<RunningTemporal>> {
  const program = findTemporalProgram();
  forgetFileOfAnotherServer(folder, program, options.say);
  const { ports } = options;
  const start = (ports: Record<(typeof PORTS)[number], number>) =>
    startTemporal({
      program,
      port: ports.temporal,
      uiPort: ports.temporalUi,
      httpPort: ports.temporalHttp,
      metricsPort: ports.temporalMetrics,
      file: folder.temporal,
      namespaces: [options.namespace],
      logFile: folder.log('temporal'),
      onSpawn: (process) =>
        recordProcess(folder.state, 'temporal', { ...process, dataFolder: folder.temporal }),
    });
  return keepRunning(() => ports.startOn(PORTS, start), options.say);
}

/**
 * The dev server lays out its tables only in a new file: one that another version made would be used as it is.
 * Every promise in it can be made anew from Postgres (the relay's sweep does), so it is thrown away instead.
 */
function forgetFileOfAnotherServer(folder: DevFolder, program: string, say: (what: string) => void): void {
  const said = execFileSync(program, ['--version'], { encoding: 'utf8' }).trim();
  const version = /Server ([^\s,)]+)/.exec(said)?.[1] ?? said;
  const note = `${folder.temporal}.version.json`;
  const madeBy = readJson<{ version: string }>(note)?.version;
  if (madeBy === version) return;
  if (madeBy !== undefined) say(`its file was made by server ${madeBy}, and begins anew for ${version}`);
  for (const suffix of ['', '-wal', '-shm']) rmSync(`${folder.temporal}${suffix}`, { force: true });
  writeJson(note, { version });
}
