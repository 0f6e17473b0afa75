import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, rmdirSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { devFolder } from '../../cli/dev/dev-folder';
import { type Listening, listeningOf } from '../../cli/dev/listening';
import { serviceFolder } from '../../cli/dev/postgres-home';
import { identify, isAlive, type ProcessIdentity } from '../../cli/dev/process-identity';
import { orphans } from '../../cli/dev/process-record';
import { readJson } from '../../cli/dev/read-json';
import { stopOrphans } from '../../cli/dev/stop-orphans';
import type { DevFile } from '../../cli/dev/supervisor';
import { packageRoot } from '../../db/package-root';
import { temporaryFolder } from './temporary-folder';

const root = packageRoot();
const clone = join(temporaryFolder(letGo), 'clone');
const dev = devFolder(clone);

const startedHere: Running[] = [];

interface Running {
  child: ChildProcess;
  printed: () => string;
}

/** A clone of its own beside the real one, whose data and running servers are left alone. */
beforeAll(() => {
  const built = spawnSync(process.execPath, [join(root, 'scripts/setup.mjs'), '--for-command'], {
    encoding: 'utf8',
  });
  if (built.status !== 0) throw new Error(built.stderr);
  cpSync(join(root, 'package.json'), join(clone, 'package.json'));
  cpSync(join(root, 'dist'), join(clone, 'dist'), { recursive: true });
  mkdirSync(join(clone, 'scripts'));
  cpSync(join(root, 'scripts/setup'), join(clone, 'scripts/setup'), { recursive: true });
  for (const name of ['node_modules', 'db', 'api']) symlinkSync(join(root, name), join(clone, name));
}, 120_000);

async function letGo(): Promise<void> {
  for (const { child } of startedHere) child.kill('SIGKILL');
  await stopOrphans(dev);
  const elsewhere = serviceFolder(clone); // made where root's home is closed
  rmSync(elsewhere, { recursive: true, force: true });
  try {
    rmdirSync(dirname(elsewhere));
  } catch {} // another clone's data is in it, or it was never there
}

function start(): Running {
  const { DATABASE_URL: _, TEMPORAL_ADDRESS: __, ...inherited } = process.env;
  const child = spawn(process.execPath, [join(clone, 'dist/cli/main.js'), 'dev'], {
    env: { ...inherited, NIGHTSHIFT_DEMO: 'off' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  startedHere.push({ child, printed: () => text });
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
  }
  return { child, printed: () => text };
}

async function ready(running: Running): Promise<DevFile> {
  await until(() => running.child.exitCode !== null || running.printed().includes('Nightshift is ready'));
  if (running.child.exitCode !== null) throw new Error(running.printed());
  const file = readJson<DevFile>(dev.devFile);
  if (!file) throw new Error('Expected dev.json once it is ready, found none');
  return file;
}

async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 40_000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`Expected within 40 s: ${condition}`);
    await sleep(50);
  }
}

async function status(url: string, key?: string): Promise<number> {
  const headers = new Headers(key === undefined ? {} : { authorization: `Bearer ${key}` });
  const answer = await fetch(url, { headers });
  await answer.arrayBuffer();
  return answer.status;
}

function named(name: string): ProcessIdentity {
  const found = orphans(dev.state).find((entry) => entry.name === name);
  if (!found) throw new Error(`Expected ${name} to be recorded and alive`);
  return found.process;
}

describe('everything on one machine', () => {
  test('starts, is one per clone, is cleared up after kill -9, starts again with its key, and stops', async () => {
    const first = start();
    const { apiUrl, operatorKey } = await ready(first);
    expect(await status(`${apiUrl}/v1/tenants`, operatorKey)).toBe(200);
    expect(listeningElsewhere(orphans(dev.state).map(({ process }) => process.pid))).toEqual([]);

    const second = start();
    await once(second.child, 'exit');
    expect(second.child.exitCode).toBe(1);
    expect(second.printed()).toContain(`runs in this clone already: pid ${first.child.pid}`);
    expect(second.printed()).toContain(apiUrl);
    expect(existsSync(dev.devFile)).toBe(true);

    const [api, worker, postgres, temporal] = ['api', 'worker', 'postgres', 'temporal'].map(named);
    first.child.kill('SIGKILL');
    // The roles end with their supervisor; the servers cannot know, and are the next start's to stop.
    for (const role of [api, worker]) if (role) await until(() => !isAlive(role));
    for (const server of [postgres, temporal]) expect(server && isAlive(server)).toBe(true);

    const third = start();
    expect(await ready(third)).toEqual({ operatorKey, ...expectedRest() });
    for (const server of [postgres, temporal]) expect(server && isAlive(server)).toBe(false);
    expect(third.printed()).toContain(`postgres (pid ${postgres?.pid})`);
    const running = orphans(dev.state);
    expect(running.map(({ name }) => name)).toEqual(['api', 'worker', 'temporal', 'postgres']);

    const ended = once(third.child, 'exit');
    third.child.kill('SIGTERM');
    expect((await ended)[0]).toBe(0);
    expect(running.filter(({ process }) => isAlive(process))).toEqual([]);
    expect(existsSync(dev.devFile)).toBe(false);
    expect(existsSync(dev.lock)).toBe(false);
    expect(identify(third.child.pid ?? 0)).toBeUndefined();
  }, 180_000);
});

function expectedRest() {
  return {
    apiUrl: expect.stringContaining('http://127.0.0.1:'),
    databaseUrl: expect.stringContaining('postgres'),
    temporalAddress: expect.stringContaining('127.0.0.1:'),
    temporalUiUrl: expect.stringContaining('http://127.0.0.1:'),
  };
}

function listeningElsewhere(pids: number[]): Listening[] {
  const listening = pids.flatMap(listeningOf);
  expect(listening.length).toBeGreaterThanOrEqual(4);
  return listening.filter(({ address }) => address !== '127.0.0.1');
}
