import { existsSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type Steer = Partial<Record<'validate' | 'evaluate' | 'fit' | 'lists', 'hang' | 'throw' | 'exit'>>;

/** Tells the steered fitting thread (steered-thread.js) what to do, through a file that both know. */
export class Steering {
  readonly #folder = mkdtempSync(join(tmpdir(), 'nightshift-steer-'));
  readonly #file = join(this.#folder, 'steer.json');
  /** The thread's entry: the file's name is written into it, for a thread sees nothing of its test. */
  readonly threadFile = join(this.#folder, 'thread.js');

  constructor() {
    const steered = JSON.stringify(join(__dirname, 'steered-thread.js'));
    writeFileSync(this.threadFile, `module.exports = require(${steered})(${JSON.stringify(this.#file)});\n`);
  }

  to(steer: Steer): void {
    rmSync(`${this.#file}.reached`, { force: true });
    writeFileSync(`${this.#file}.new`, JSON.stringify(steer));
    renameSync(`${this.#file}.new`, this.#file);
  }

  /** Waits until a thread is provably inside a task that hangs. */
  async reached(): Promise<void> {
    const deadline = Date.now() + 60_000;
    while (!existsSync(`${this.#file}.reached`)) {
      if (Date.now() > deadline) throw new Error('No fitting thread reached the point where it was to hang');
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  end(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
