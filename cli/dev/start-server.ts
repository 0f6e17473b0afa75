import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Started } from './keep-running';
import { listeningOf } from './listening';
import { identify, type ProcessIdentity } from './process-identity';

interface ServerStart {
  name: string;
  program: string;
  args: string[];
  options: SpawnOptions;
  logFile: string;
  /** The port at which it answers when it is ready. */
  port: number;
  isReady: () => Promise<boolean>;
  /** Told at once, before it answers: who kills us in between must still find it. */
  onSpawn: (process: ProcessIdentity) => void;
}

const READY_LIMIT_MS = 60_000; // after a crash, a database first reads its log

/**
 * Starts a server in a session of its own: Ctrl-C on the terminal reaches only the supervisor, which stops
 * each in its turn. Settles when it answers.
 */
export async function startServer(start: ServerStart): Promise<Started> {
  const child = spawnLogged(start.program, start.args, start.logFile, start.options);
  const process = child.pid === undefined ? undefined : identify(child.pid);
  if (process) start.onSpawn(process);
  const ended = endOf(child, start.name, start.logFile);
  const state: { end?: string } = {};
  void ended.then((end) => {
    state.end = end;
  });
  const deadline = Date.now() + READY_LIMIT_MS;
  while (!(await start.isReady())) {
    if (state.end !== undefined) throw new Error(state.end);
    if (Date.now() > deadline) {
      child.kill('SIGKILL');
      throw new Error(
        `${start.name} did not answer within ${READY_LIMIT_MS / 1000} s.${lastLines(start.logFile)}`,
      );
    }
    await sleep(30);
  }
  if (!process || state.end !== undefined) throw new Error(state.end ?? `${start.name} did not start`);
  if (!listeningOf(process.pid).some(({ port }) => port === start.port)) {
    child.kill('SIGKILL');
    throw new Error(`${start.name} was to listen on port ${start.port}, where another program answers`);
  }
  return { process, ended };
}

export function spawnLogged(
  program: string,
  args: string[],
  logFile: string,
  options: SpawnOptions,
  channel: 'ipc'[] = [],
): ChildProcess {
  const log = openSync(logFile, 'a', 0o600);
  const child = spawn(program, args, { ...options, detached: true, stdio: ['ignore', log, log, ...channel] });
  closeSync(log);
  return child;
}

/** How the process ended, with the end of its log: what a person needs who was told only that it did. */
export function endOf(child: ChildProcess, name: string, logFile: string): Promise<string> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(`${name} could not be started: ${error.message}`));
    child.once('exit', (status, signal) => {
      resolve(`${name} ended (${signal ?? `status ${status}`}).${lastLines(logFile)}`);
    });
  });
}

function lastLines(file: string): string {
  try {
    const said = readFileSync(file, 'utf8').trimEnd().split('\n').slice(-60);
    const lines = said.filter((line) => !/^\s+at /.test(line)).slice(-8); // a stack's message stands above it
    return lines.join('') === '' ? '' : ` The end of ${file}:\n    ${lines.join('\n    ')}`;
  } catch {
    return '';
  }
}
