import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder of this clone: the same whether the code runs from dist/ or, under jest, from source. */
export function cloneRoot(from: string = __dirname): string {
  for (let folder = from; ; folder = dirname(folder)) {
    const manifest = join(folder, 'package.json');
    if (existsSync(manifest) && JSON.parse(readFileSync(manifest, 'utf8')).name === 'nightshift')
      return folder;
    if (folder === dirname(folder)) throw new Error(`No package.json of nightshift above ${from}`);
  }
}
