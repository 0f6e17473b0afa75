import { spawn } from 'node:child_process';
import { join } from 'node:path';

export interface CliResult {
  status: number | null;
  stdout: string;
  stderr: string;
}

const root = join(__dirname, '../../..');

/** Runs the command as a shell would, with nothing of our own environment but the PATH. */
export function runCli(
  words: string[],
  options: { env?: Record<string, string>; cwd?: string } = {},
): Promise<CliResult> {
  const child = spawn(
    process.execPath,
    ['-r', join(root, 'test/support/from-source.js'), join(root, 'cli/main.ts'), ...words],
    {
      env: { PATH: process.env.PATH ?? '', ...options.env },
      cwd: options.cwd ?? '/',
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    stderr += text;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, stdout, stderr }));
  });
}
