import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type Steer = Partial<Record<'validate' | 'evaluate' | 'fit' | 'lists', 'hang' | 'throw' | 'exit'>>;

/** Tells the steered fitting thread (steered-thread.js) what to do, through a file that both know. */
export class Steering {
  readonly #folder = mkdtempSync(join(tmpdir(), 'nightshift-steer-'));
  readonly threadFile = join(__dirname, 'steered-thread.js');

  constructor() {
    process.env.NIGHTSHIFT_STEER = join(this.#folder, 'steer.json');
  }

  to(steer: Steer): void {
    rmSync(join(this.#folder, 'steer.json.reached'), { force: true });
    writeFileSync(join(this.#folder, 'steer.json'), JSON.stringify(steer));
  }

  /** Waits until a thread is provably inside a task that hangs. */
  async reached(): Promise<void> {
    const deadline = Date.now() + 20_000;
    while (!existsSync(join(this.#folder, 'steer.json.reached'))) {
      if (Date.now() > deadline) throw new Error('No fitting thread reached the point where it was to hang');
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  end(): void {
    rmSync(this.#folder, { recursive: true, force: true });
    delete process.env.NIGHTSHIFT_STEER;
  }
}
