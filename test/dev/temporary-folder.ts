import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FOLDER_VARIABLE } from '../support/server-desk';

/** A folder in this test run's own, removed at the end of the test file, after `before` has let go of it. */
export function temporaryFolder(before: () => void | Promise<void> = () => {}): string {
  const folder = mkdtempSync(join(process.env[FOLDER_VARIABLE] ?? tmpdir(), 'dev-'));
  chmodSync(folder, 0o755); // an unprivileged Postgres may have to enter it
  afterAll(async () => {
    await before();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }, 60_000);
  return folder;
}
