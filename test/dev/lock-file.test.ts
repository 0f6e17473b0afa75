import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../db/package-root';

interface Entry {
  resolved?: string;
  optionalDependencies?: Record<string, string>;
}

const lock = readFileSync(join(packageRoot(), 'package-lock.json'), 'utf8');
const packages: Record<string, Entry> = JSON.parse(lock).packages;

describe('the lock file', () => {
  test('names no registry', () => {
    expect(Object.values(packages).filter((entry) => entry.resolved !== undefined)).toEqual([]);
  });

  test('has the optional packages of every platform, or npm ci refuses it', () => {
    const missing = Object.entries(packages).flatMap(([path, entry]) =>
      Object.keys(entry.optionalDependencies ?? {}).filter((name) => !isThere(path, name)),
    );
    expect(missing).toEqual([]);
  });
});

/** As Node looks for it: beside the package that asks, then upwards. */
function isThere(path: string, name: string): boolean {
  for (let at = path; ; at = at.slice(0, Math.max(0, at.lastIndexOf('node_modules/') - 1))) {
    if (packages[at === '' ? `node_modules/${name}` : `${at}/node_modules/${name}`]) return true;
    if (at === '') return false;
  }
}
