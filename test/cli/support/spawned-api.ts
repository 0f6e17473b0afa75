import { spawn } from 'node:child_process';
import { join } from 'node:path';

export interface SpawnedApi {
  url: string;
  stop(): Promise<void>;
}

const root = join(__dirname, '../../..');

/** The api role in a process of its own, at its own speed, as it runs outside of tests. */
export function spawnApi(environment: Record<string, string>): Promise<SpawnedApi> {
  const child = spawn(
    process.execPath,
    ['-r', join(root, 'test/support/from-source.js'), join(root, 'cli/main.ts'), 'api'],
    {
      cwd: root,
      env: { PATH: process.env.PATH ?? '', ...environment, PORT: '0', LOG_LEVEL: 'info' },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
  };
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (status) =>
      reject(new Error(`the api ended with status ${status} before it listened`)),
    );
    let log = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      log = (log + text).slice(-10_000);
      const url = /"url":"([^"]+)"[^\n]*"msg":"api listens"/.exec(log)?.[1];
      if (url) resolve({ url, stop });
    });
  });
}
