import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../db/package-root';

/** What `npm start` keeps: everything in one ignored folder of the clone. */
export function devFolder(root: string = packageRoot()) {
  const folder = join(root, '.nightshift');
  mkdirSync(join(folder, 'logs'), { recursive: true });
  return {
    folder,
    lock: join(folder, 'lock.json'),
    state: join(folder, 'state.json'),
    ports: join(folder, 'ports.json'),
    secrets: join(folder, 'secrets.json'),
    devFile: join(folder, 'dev.json'),
    postgres: join(folder, 'postgres'),
    temporal: join(folder, 'temporal.db'),
    log: (name: string) => join(folder, 'logs', `${name}.log`),
  };
}

export type DevFolder = ReturnType<typeof devFolder>;
