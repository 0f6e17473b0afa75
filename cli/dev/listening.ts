import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';

/** A place where a process accepts connections, such as 127.0.0.1:3000 or [::]:3000. */
export interface Listening {
  address: string;
  port: number;
}

/** Where a process listens, by the system's own word: whoever answers at a port need not be who was started. */
export function listeningOf(pid: number): Listening[] {
  return process.platform === 'linux' ? byProc(pid) : byLsof(pid);
}

function byProc(pid: number): Listening[] {
  const sockets = new Set(openFiles(pid));
  const tables = ['/proc/net/tcp', '/proc/net/tcp6'].filter((file) => existsSync(file));
  const rows = tables.flatMap((file) => readFileSync(file, 'utf8').trim().split('\n').slice(1));
  return rows.flatMap((row) => {
    // proc_pid_net(5): local address in the second field, state in the fourth (0A is LISTEN), inode in the tenth.
    const [, local = '', , state, , , , , , inode] = row.trim().split(/\s+/);
    if (state !== '0A' || !sockets.has(`socket:[${inode}]`)) return [];
    const [address = '', port = ''] = local.split(':');
    return [{ address: address === '0100007F' ? '127.0.0.1' : address, port: Number.parseInt(port, 16) }];
  });
}

function openFiles(pid: number): string[] {
  const folder = `/proc/${pid}/fd`;
  try {
    return readdirSync(folder).flatMap((name) => {
      try {
        return [readlinkSync(join(folder, name))];
      } catch {
        return []; // closed meanwhile
      }
    });
  } catch {
    return []; // ended
  }
}

function byLsof(pid: number): Listening[] {
  try {
    const args = ['-nP', '-a', '-p', String(pid), '-iTCP', '-sTCP:LISTEN', '-Fn'];
    const answer = execFileSync('lsof', args, { encoding: 'utf8', stdio: 'pipe' });
    return answer.split('\n').flatMap((line) => {
      const [, address = '', port = ''] = /^n(.+):(\d+)$/.exec(line) ?? [];
      return port === '' ? [] : [{ address, port: Number(port) }];
    });
  } catch {
    return []; // lsof fails where there is nothing to list
  }
}
