import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../db/package-root';
import { temporaryFolder } from './temporary-folder';

const root = packageRoot();
const tree = temporaryFolder();

/** A clone with a command of one line, so that building it is quick. */
beforeAll(() => {
  for (const name of [
    'nightshift',
    'scripts',
    'package.json',
    'package-lock.json',
    'tsconfig.json',
    'tsconfig.build.json',
  ]) {
    cpSync(join(root, name), join(tree, name), { recursive: true });
  }
  symlinkSync(join(root, 'node_modules'), join(tree, 'node_modules'));
  mkdirSync(join(tree, 'cli'));
  write('first');
});

function write(word: string): void {
  writeFileSync(join(tree, 'cli/main.ts'), `console.log('${word}', ...process.argv.slice(2));\n`);
}

function launch(program: string, args: string[]): { stdout: string; stderr: string; status: number | null } {
  return spawnSync(program, args, { cwd: tree, encoding: 'utf8' });
}

describe('the launcher', () => {
  test('builds a tree that is not built, and leaves standard output to the command', () => {
    const { stdout, stderr, status } = launch('./nightshift', ['a', 'b c']);
    expect({ stdout, status }).toEqual({ stdout: 'first a b c\n', status: 0 });
    expect(stderr).toContain('dist/ was built');
  });

  test('does nothing but run the command when all is fresh', () => {
    expect(launch('./nightshift', [])).toMatchObject({ stdout: 'first\n', stderr: '' });
  });

  test('builds again when a source is newer', () => {
    write('second');
    const later = new Date(Date.now() + 2_000);
    utimesSync(join(tree, 'cli/main.ts'), later, later);
    expect(launch('./nightshift', []).stdout).toBe('second\n');
  });

  test('is what npx runs in the clone', () => {
    const { stdout, status } = launch('npx', ['--no-install', 'nightshift', 'x']);
    expect({ stdout, status }).toEqual({ stdout: 'second x\n', status: 0 });
  });
});
