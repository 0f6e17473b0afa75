import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { packageRoot } from '../../db/package-root';
import { temporaryFolder } from './temporary-folder';

const folder = temporaryFolder();
const scripts = join(packageRoot(), 'scripts/setup');

/** Set-up is plain modules of Node, run as such. Gives what the expression is, through JSON. */
function evaluate(module: string, expression: string, env: NodeJS.ProcessEnv = process.env): unknown {
  const code = `import * as module from ${JSON.stringify(join(scripts, module))};
    console.log(JSON.stringify((await (${expression})) ?? null));`;
  const run = spawnSync(process.execPath, ['--input-type=module', '-e', code], { env, encoding: 'utf8' });
  if (run.status !== 0) throw new Error(run.stderr);
  return JSON.parse(run.stdout);
}

describe("where Temporal's program is looked for", () => {
  const cli = join(folder, 'cli');
  const cache = join(folder, 'cache');
  const cached = join(cache, `nightshift/temporal-cli-1.8.2-${process.platform}-${process.arch}/temporal`);
  const [given, first, second] = [join(cli, 'given'), join(cli, 'one/temporal'), join(cli, 'two/temporal')];

  function program(path: string, server: string): void {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, `#!/bin/sh\necho "temporal version 1.0.0 (Server ${server}, UI 2.0.0)"\n`);
    chmodSync(path, 0o755);
  }

  function found(temporalCli?: string): { path?: string; passedOver: string[] } {
    const env = {
      ...process.env,
      PATH: `${dirname(first)}:${dirname(second)}`,
      XDG_CACHE_HOME: cache,
      TEMPORAL_CLI: temporalCli ?? '',
    };
    const search =
      '(async () => { const p = []; const f = await module.findTemporal(p); return { ...f, passedOver: p }; })()';
    return evaluate('temporal-cli.mjs', search, env) as { path?: string; passedOver: string[] };
  }

  beforeEach(() => {
    rmSync(cli, { recursive: true, force: true });
    rmSync(cache, { recursive: true, force: true });
    for (const path of [given, first, second, cached]) program(path, '1.31.2');
  });

  test('TEMPORAL_CLI comes before the PATH, the PATH before the cache', () => {
    expect(found(given).path).toBe(given);
    expect(found().path).toBe(first);
    rmSync(first);
    rmSync(second);
    expect(found().path).toBe(cached);
    rmSync(cached);
    expect(found().path).toBeUndefined();
  });

  test('one whose server is too old is passed over, with its reason', () => {
    program(given, '1.28.9');
    program(first, '1.9.0');
    const { path, passedOver } = found(given);
    expect(path).toBe(second);
    expect(passedOver[0]).toContain('its server is 1.28.9, 1.29 or newer is needed');
    expect(passedOver[1]).toContain('1.9.0');
  });

  test('one that is missing, fails or speaks of something else is passed over', () => {
    writeFileSync(first, '#!/bin/sh\nexit 3\n');
    writeFileSync(second, '#!/bin/sh\necho hello\n');
    const { path, passedOver } = found(join(cli, 'missing'));
    expect(path).toBe(cached);
    expect(passedOver).toHaveLength(3);
  });
});

describe('the lock of set-up', () => {
  test('lets one work at a time, and a dead holder is taken over', () => {
    const lock = join(folder, 'some.lock');
    const order = `(async () => {
      const order = [];
      const work = (name) => module.withLock(${JSON.stringify(lock)}, async () => {
        order.push(name + ' in');
        await new Promise((resolve) => setTimeout(resolve, 20));
        order.push(name + ' out');
      });
      await Promise.all([work('a'), work('b')]);
      return order;
    })()`;
    mkdirSync(lock);
    utimesSync(lock, new Date(0), new Date(0));
    const inTurn = [
      ['a in', 'a out', 'b in', 'b out'],
      ['b in', 'b out', 'a in', 'a out'],
    ];
    expect(inTurn).toContainEqual(evaluate('lock.mjs', order));
  });
});

describe('whether node_modules is as the lock file says', () => {
  const root = join(folder, 'stale');
  const lock = {
    packages: {
      '': {},
      'node_modules/a': { version: '1.0.0' },
      'node_modules/b': { version: '2.0.0', optional: true },
    },
  };

  function install(wanted: object, installed?: object): void {
    rmSync(root, { recursive: true, force: true });
    mkdirSync(join(root, 'node_modules'), { recursive: true });
    writeFileSync(join(root, 'package-lock.json'), JSON.stringify(wanted));
    if (installed) writeFileSync(join(root, 'node_modules/.package-lock.json'), JSON.stringify(installed));
  }
  const why = () => evaluate('dependencies.mjs', `module.whyStale(${JSON.stringify(root)})`);

  test('missing, or an installation that was cut short, is stale', () => {
    install(lock);
    expect(why()).toBe('node_modules is missing or was not completed');
  });

  test('the same versions are fresh, whoever installed them; an optional package of another platform may lack', () => {
    install(lock, { packages: { 'node_modules/a': { version: '1.0.0' } } });
    expect(why()).toBeNull();
    expect(why()).toBeNull(); // by the hash that was kept
  });

  test('a lock file that has moved on is stale, and the first difference is named', () => {
    install(lock, { packages: { 'node_modules/a': { version: '1.0.0' } } });
    expect(why()).toBeNull();
    const moved = { packages: { ...lock.packages, 'node_modules/a': { version: '1.0.1' } } };
    writeFileSync(join(root, 'package-lock.json'), JSON.stringify(moved));
    expect(why()).toBe('a is 1.0.0, the lock file has 1.0.1');
  });
});
