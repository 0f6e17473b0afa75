import { join } from 'node:path';
import { packageRoot } from '../../db/package-root';
import type { DevFolder } from './dev-folder';
import { type KeptRunning, keepRunning, type Started } from './keep-running';
import { identify } from './process-identity';
import { recordProcess } from './process-record';
import { endOf, spawnLogged } from './start-server';
import { SUPERVISED } from './supervised-child';

/** A role in a process of its own, as in a real installation, told everything by its environment. */
export function startRole(
  folder: DevFolder,
  role: 'api' | 'worker',
  options: { environment: () => Promise<Record<string, string>>; say: (what: string) => void },
): Promise<KeptRunning<Started>> {
  const root = packageRoot();
  return keepRunning(async () => {
    const env = { ...inherited(), ...(await options.environment()), [SUPERVISED]: '1' };
    const logFile = folder.log(role);
    const child = spawnLogged(
      process.execPath,
      [join(root, 'dist/cli/main.js'), role],
      logFile,
      { env, cwd: root },
      ['ipc'],
    );
    const ended = endOf(child, role, logFile);
    const started = child.pid === undefined ? undefined : identify(child.pid);
    if (!started) throw new Error(await ended);
    recordProcess(folder.state, role, { ...started, dataFolder: folder.folder });
    return { process: started, ended };
  }, options.say);
}

/** Without what was meant for the supervisor: a role must not log in as the owner. */
function inherited(): NodeJS.ProcessEnv {
  const { DATABASE_URL: _, PORT: __, ...others } = process.env;
  return others;
}
