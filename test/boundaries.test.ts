import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { packageRoot } from '../db/package-root';

/** The linter's import rules, tried on planted files: a guard that never fires guards nothing. */
const FORBIDDEN = [
  ['models/night/x.ts', '../../db/client'],
  ['models/x.ts', '../services/config'],
  ['models/x2.ts', 'node:fs'],
  ['models/x3.ts', 'pg'],
  ['db/x.ts', '../services/config'],
  ['services/lists/x.ts', '../../api/app'],
  ['services/x.ts', '../workflows/contracts'],
  ['api/routes/x.ts', '../../activities/open'],
  ['api/x.ts', '../models'],
  ['activities/x.ts', '../api/app'],
  ['activities/x2.ts', '../cli/main'],
  ['workflows/x.ts', '../services/config'],
  ['workflows/x2.ts', 'zod'],
  ['cli/commands/x.ts', '../../services/config'],
  ['cli/commands/x2.ts', '../../db/client'],
  ['simulator/x.ts', '../models'],
] as const;

const ALLOWED = [
  ['models/night/y.ts', '../algorithms/ease'],
  ['services/lists/y.ts', '../../db/client'],
  ['services/y.ts', '../models'],
  ['api/routes/y.ts', '../../services/config'],
  ['activities/y.ts', '../workflows/contracts'],
  ['activities/y2.ts', '../models'],
  ['cli/roles/y.ts', '../../services/config'],
] as const;

test('imports point one way, and the linter says so where they do not', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'nightshift-boundaries-'));
  try {
    const config = JSON.parse(readFileSync(join(packageRoot(), 'biome.json'), 'utf8'));
    writeFileSync(
      join(folder, 'biome.json'),
      JSON.stringify({ ...config, $schema: undefined, vcs: { enabled: false } }),
    );
    for (const [file, source] of [...FORBIDDEN, ...ALLOWED]) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), `import * as it from '${source}';\n\nexport const same = it;\n`);
    }
    const flagged = await flaggedFiles(folder);
    expect(flagged).toEqual(FORBIDDEN.map(([file]) => file).sort());
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

function flaggedFiles(folder: string): Promise<string[]> {
  const biome = join(packageRoot(), 'node_modules', '@biomejs', 'biome', 'bin', 'biome');
  const words = [biome, 'lint', '--reporter=json', '--max-diagnostics=none', '.'];
  return new Promise((resolve) => {
    execFile(process.execPath, words, { cwd: folder, maxBuffer: 2 ** 26 }, (_error, stdout) => {
      const report = JSON.parse(stdout) as {
        diagnostics: { category: string; location: { path: string | { file: string } } }[];
      };
      const files = report.diagnostics
        .filter((diagnostic) => diagnostic.category.endsWith('noRestrictedImports'))
        .map(({ location }) => (typeof location.path === 'string' ? location.path : location.path.file))
        .map((path) => path.replace(/^\.\//, ''));
      resolve([...new Set(files)].sort());
    });
  });
}
