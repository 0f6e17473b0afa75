import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils';
import { bundleWorkflowCode, Worker } from '@temporalio/worker';
import { DeterminismViolationError } from '@temporalio/workflow';
import { packageRoot } from '../../db/package-root';
import { installQuietRuntime, silentLogger, workflowBundle } from '../support/night-world';

const HISTORIES = join(packageRoot(), 'test', 'histories');
const files = readdirSync(HISTORIES).filter((file) => file.endsWith('.json'));

function historyOf(file: string) {
  return historyFromJSON(JSON.parse(readFileSync(join(HISTORIES, file), 'utf8')));
}

beforeAll(() => installQuietRuntime());

describe('the workflow replays what Temporal holds of it', () => {
  test('there are histories of nights that promoted, were cut short, failed and had no news', () => {
    expect(files.length).toBeGreaterThanOrEqual(6);
  });

  test.each(files)('%s', async (file) => {
    const options = { workflowBundle: await workflowBundle() };
    await expect(Worker.runReplayHistory(options, historyOf(file))).resolves.toBeUndefined();
  });

  test('a workflow whose stages change places fails to replay', async () => {
    // Inside the clone, so that its imports are found; mutants are built, run and removed.
    const parent = join(packageRoot(), '.nightshift', 'test');
    mkdirSync(parent, { recursive: true });
    const folder = mkdtempSync(join(parent, 'mutant-'));
    try {
      cpSync(join(packageRoot(), 'workflows'), folder, { recursive: true });
      const source = readFileSync(join(folder, 'recommender.ts'), 'utf8');
      const mutant = source.replace(
        'await precompute(night);\n  await promote(night);',
        'await promote(night);\n  await precompute(night);',
      );
      expect(mutant).not.toBe(source);
      writeFileSync(join(folder, 'recommender.ts'), mutant);
      const bundle = await bundleWorkflowCode({
        workflowsPath: join(folder, 'recommender.ts'),
        logger: silentLogger,
      });
      const promoted = files.find((file) =>
        readFileSync(join(HISTORIES, file), 'utf8').includes('"precompute"'),
      );
      expect(promoted).toBeDefined();
      await expect(
        Worker.runReplayHistory({ workflowBundle: bundle }, historyOf(promoted as string)),
      ).rejects.toThrow(DeterminismViolationError);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
