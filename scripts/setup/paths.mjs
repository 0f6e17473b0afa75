import { accessSync, constants, mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/**
 * Nightshift's folder in the user's cache, shared by all clones of that user. A service user may have no home,
 * or one it cannot write: then the clone's own ignored folder serves.
 */
export function cacheFolder(environment = process.env) {
  for (const folder of [join(userCache(environment), 'nightshift'), join(root, '.nightshift', 'cache')]) {
    if (isWritable(folder)) return folder;
  }
  throw new Error(
    `Neither ${userCache(environment)} nor ${root} can be written: set XDG_CACHE_HOME to a folder that can`,
  );
}

function userCache(environment) {
  // The XDG rule: a relative path is to be ignored.
  if (environment.XDG_CACHE_HOME?.startsWith('/')) return environment.XDG_CACHE_HOME;
  return process.platform === 'darwin' ? join(homedir(), 'Library', 'Caches') : join(homedir(), '.cache');
}

export function isWritable(folder) {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
