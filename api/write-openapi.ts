import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../db/package-root';
import { openApi } from './openapi';
import { endpoints } from './routes';

/** The committed specification: `npm run openapi` writes it, and a test compares. */
export const OPENAPI_FILE = join(packageRoot(), 'api', 'openapi.json');

export function openApiText(): string {
  return `${JSON.stringify(openApi(endpoints), null, 2)}\n`;
}

if (require.main === module) {
  writeFileSync(OPENAPI_FILE, openApiText());
  console.log(`Wrote ${OPENAPI_FILE}`);
}
