import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Holder, takeLock } from '../../cli/dev/clone-lock';
import { devFolder } from '../../cli/dev/dev-folder';
import { keepRunning } from '../../cli/dev/keep-running';
import { identify, isAlive, type ProcessIdentity } from '../../cli/dev/process-identity';
import { orphans, recordProcess } from '../../cli/dev/process-record';
import { readJson } from '../../cli/dev/read-json';
import { stopOrphans } from '../../cli/dev/stop-orphans';
import { stopProcess } from '../../cli/dev/stop-process';
import { writeJson } from '../../cli/dev/write-atomically';
import { temporaryFolder } from './temporary-folder';

const folder = temporaryFolder();
const started: ChildProcess[] = [];
afterAll(() => {
  for (const child of started) child.kill('SIGKILL');
});

function sleeper(script = 'setInterval(() => {}, 1000)'): { child: ChildProcess; identity: ProcessIdentity } {
  const child = spawn(process.execPath, ['-e', script], { stdio: 'ignore' });
  started.push(child);
  const identity = identify(child.pid ?? 0);
  if (!identity) throw new Error('Expected the sleeper to run');
  return { child, identity };
}

/** As if the pid had been given to another program. */
function reused(identity: ProcessIdentity): ProcessIdentity {
  return { ...identity, startedAt: 'another boot:1' };
}

describe('who a process is', () => {
  test('a process is alive until it ends, even before its parent has asked', async () => {
    const { child, identity } = sleeper();
    expect(isAlive(identity)).toBe(true);
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
    expect(isAlive(identity)).toBe(false);
  });

  test('a pid with another start time is another process', () => {
    expect(isAlive(reused(sleeper().identity))).toBe(false);
  });

  test('nothing is signalled but the very process that was meant', async () => {
    const { identity } = sleeper();
    await stopProcess(reused(identity), { signal: 'SIGKILL', graceMs: 0 });
    expect(isAlive(identity)).toBe(true);
  });

  test('one that ignores the request is ended all the same', async () => {
    const { child, identity } = sleeper("process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)");
    const ended = once(child, 'exit');
    await stopProcess(identity, { signal: 'SIGTERM', graceMs: 50 });
    await ended;
    expect(isAlive(identity)).toBe(false);
  });
});

describe('the lock of a clone', () => {
  test('is held by one start at a time, and says by whom', () => {
    const file = join(folder, 'lock-held.json');
    const first = takeLock(file);
    expect(takeLock(file)).toMatchObject({ heldBy: { pid: process.pid } });
    if ('release' in first) first.release();
    expect(existsSync(file)).toBe(false);
  });

  test.each([
    ['a holder that was killed', () => ({ pid: 2 ** 22 + 1, startedAt: 'gone' })],
    ['a holder whose pid was given to another program', () => reused(sleeper().identity)],
  ])('is taken over from %s', (_, holder) => {
    const file = join(folder, 'lock-dead.json');
    writeJson(file, { ...holder(), since: 'yesterday' } satisfies Holder);
    const taken = takeLock(file);
    expect(readJson<Holder>(file)?.pid).toBe(process.pid);
    if ('release' in taken) taken.release();
  });
});

describe('orphans', () => {
  const dev = devFolder(join(folder, 'clone'));

  test('are what was recorded and still runs, in stop order', () => {
    const [postgres, api, worker] = [sleeper().identity, sleeper().identity, reused(sleeper().identity)];
    recordProcess(dev.state, 'postgres', { ...postgres, dataFolder: dev.postgres });
    recordProcess(dev.state, 'worker', { ...worker, dataFolder: dev.folder });
    recordProcess(dev.state, 'api', { ...api, dataFolder: dev.folder });
    expect(orphans(dev.state).map(({ name, process }) => [name, process.pid])).toEqual([
      ['api', api.pid],
      ['postgres', postgres.pid],
    ]);
  });

  test('are stopped by the next start, and a stranger with a recorded pid is not', async () => {
    const [orphan, stranger] = [sleeper(), sleeper()];
    recordProcess(dev.state, 'postgres', undefined);
    recordProcess(dev.state, 'api', { ...orphan.identity, dataFolder: dev.folder });
    recordProcess(dev.state, 'temporal', { ...reused(stranger.identity), dataFolder: dev.temporal });
    expect(await stopOrphans(dev)).toEqual([`api (pid ${orphan.identity.pid})`]);
    expect(isAlive(orphan.identity)).toBe(false);
    expect(isAlive(stranger.identity)).toBe(true);
    expect(orphans(dev.state)).toEqual([]);
  });
});

describe('a process that is kept running', () => {
  test('is started again when it ends, until it is told to stop', async () => {
    const said: string[] = [];
    const pids: number[] = [];
    const kept = await keepRunning(
      async () => {
        const { child, identity } = sleeper();
        pids.push(identity.pid);
        return { process: identity, ended: once(child, 'exit').then(() => 'it ended') };
      },
      (what) => said.push(what),
    );
    process.kill(kept.current.process.pid, 'SIGKILL');
    while (pids.length < 2) await new Promise((resolve) => setTimeout(resolve, 20));
    await kept.stop((process) => stopProcess(process, { signal: 'SIGTERM', graceMs: 1_000 }));
    expect(pids).toHaveLength(2);
    expect(said).toEqual(['starts again in 0.5 s: it ended']);
    expect(isAlive(kept.current.process)).toBe(false);
  });
});
