import { spawn } from 'node:child_process';

/**
 * Runs a program to its end and gives its status and what it wrote. `onLine` hears its stderr as it comes;
 * `quietMs` ends it when nothing was written for that long, `limitMs` in any case, or, where `progress` tells
 * how far it is, when it has come no further for that long.
 */
export function run(program, args, { cwd, env, onLine, limitMs, quietMs, progress } = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd,
      env: env ?? process.env,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    const written = { stdout: '', stderr: '' };
    let ended = '';
    let heard = Date.now();
    let begun = Date.now();
    let reached = progress?.();
    const watch = setInterval(() => {
      if (progress && progress() !== reached) {
        reached = progress();
        begun = Date.now();
      }
      if (limitMs && Date.now() - begun > limitMs) end(`did not end within ${limitMs / 1000} s`);
      else if (quietMs && Date.now() - heard > quietMs) end(`wrote nothing for ${quietMs / 1000} s`);
    }, 250);
    // Its own process group, because programs such as npm and go start others: all of it goes when we do.
    const end = (reason) => {
      ended = reason;
      killGroup(child);
    };
    const onSignal = (signal) => {
      killGroup(child);
      process.exit(signal === 'SIGINT' ? 130 : 143);
    };
    process.once('SIGINT', onSignal).once('SIGTERM', onSignal).once('SIGHUP', onSignal);
    for (const name of ['stdout', 'stderr']) {
      child[name].setEncoding('utf8').on('data', (text) => {
        heard = Date.now();
        written[name] += text;
        if (onLine) for (const line of text.split('\n')) if (line.trim()) onLine(line.trim());
      });
    }
    const finish = (result) => {
      clearInterval(watch);
      process.off('SIGINT', onSignal).off('SIGTERM', onSignal).off('SIGHUP', onSignal);
      resolve({ ...written, ...result });
    };
    child.once('error', (error) => finish({ status: -1, problem: error.message }));
    child.once('close', (status) =>
      finish({ status: ended ? -1 : (status ?? -1), problem: ended || `ended with status ${status}` }),
    );
  });
}

function killGroup(child) {
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {} // it has ended
}
