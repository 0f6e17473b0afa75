import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { isWritable, root } from './paths.mjs';
import { run } from './run.mjs';

const MODULE = join(root, 'setup', 'temporal-cli');
const PACKAGE = 'github.com/temporalio/cli/cmd/temporal';

export async function goIsThere() {
  return (await run('go', ['env', 'GOVERSION'], { cwd: root, limitMs: 10_000 })).status === 0;
}

/**
 * Builds Temporal's CLI from the module in setup/temporal-cli, whose go.sum pins every byte of source:
 * `-mod=readonly` refuses to change it. Minutes the first time, so it says how far it is.
 */
export async function buildWithGo({ output, version, show, networkLimitMs }) {
  const env = goEnvironment();
  show('asking the Go module proxy (30 s at most)');
  // One small question first: later steps may take as long as they move, this one ends when nobody answers.
  const reached = await go(['list', '-mod=readonly', '-m', 'github.com/temporalio/cli'], {
    limitMs: networkLimitMs,
  });
  check(reached, 'the Go toolchain that the module asks for');
  check(
    await go(['mod', 'download', 'github.com/temporalio/cli'], { limitMs: networkLimitMs }),
    'the Go module proxy',
  );
  let modules = 0;
  const onDownload = (line) => {
    if (/^# get .*\.zip: 200/.test(line)) show(`building with Go: ${++modules} modules downloaded`);
  };
  check(await go(['mod', 'download', '-x'], { onLine: onDownload, quietMs: 120_000 }), 'go mod download');
  const listed = await go(['list', '-mod=readonly', '-deps', PACKAGE], { quietMs: 120_000 });
  check(listed, 'go list');
  const total = listed.stdout.trim().split('\n').length;
  let packages = 0;
  const onPackage = () =>
    show(`building with Go: package ${Math.min(++packages, total)} of at most ${total}`);
  const flags = `-s -w -X github.com/temporalio/cli/internal/temporalcli.Version=${version}`;
  check(
    await go(['build', '-mod=readonly', '-v', '-ldflags', flags, '-o', output, PACKAGE], {
      onLine: onPackage,
    }),
    'go build',
  );

  function go(args, options) {
    return run('go', args, { cwd: MODULE, env, ...options });
  }
}

function check(done, what) {
  if (done.status === 0) return;
  const said = done.stderr.trim().split('\n').slice(-3).join(' | ');
  throw new Error(`${what} ${done.problem}${said ? `: ${said}` : ''}`);
}

/** Go keeps sources and results in its user's caches; a service user without a home gets some in the clone. */
function goEnvironment() {
  const env = { ...process.env, GOFLAGS: '-buildvcs=false', GOWORK: 'off' };
  const [moduleCache, buildCache] = goVariables();
  if (!moduleCache || !isWritable(moduleCache)) env.GOMODCACHE = join(root, '.nightshift', 'cache', 'go-mod');
  if (!buildCache || !isWritable(buildCache)) env.GOCACHE = join(root, '.nightshift', 'cache', 'go-build');
  return env;
}

function goVariables() {
  try {
    const answer = execFileSync('go', ['env', 'GOMODCACHE', 'GOCACHE'], {
      encoding: 'utf8',
      stdio: 'pipe',
      cwd: root,
    });
    return answer.split('\n').map((line) => line.trim());
  } catch {
    return [];
  }
}
