import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../db/package-root';

/** A folder inside the clone's ignored one, removed at the end of the test file. */
export function temporaryFolder(): string {
  const parent = join(packageRoot(), '.nightshift', 'test');
  mkdirSync(parent, { recursive: true });
  const folder = mkdtempSync(join(parent, 'dev-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
}
