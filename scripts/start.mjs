/* `npm start`: set-up, then everything in this process: see cli/dev/. */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { root } from './setup/paths.mjs';
import { setUp } from './setup.mjs';

try {
  await setUp();
} catch (error) {
  console.error(`\n${error.message}`);
  process.exit(1);
}
process.argv = [process.execPath, join(root, 'nightshift'), 'dev', ...process.argv.slice(2)];
createRequire(import.meta.url)(join(root, 'dist', 'cli', 'main.js'));
