import {
  FittingError,
  type FittingPool,
  openFittingPool,
  ThreadLostError,
} from '../../activities/fitting/pool';
import type { FittingTask } from '../../activities/fitting/tasks';
import { emptyTenantData } from '../../models';
import { Steering } from '../support/steering';

/** Tenants share the fitting threads: what ends one tenant's fit must not touch another's. */
describe('fitting threads', () => {
  const steering = new Steering();
  let pool: FittingPool;
  beforeEach(() => {
    pool = openFittingPool({ threads: 1, memoryBytes: 1_000, threadFile: steering.threadFile });
  });
  afterEach(() => pool.close());
  afterAll(() => steering.end());

  const empty = emptyTenantData();
  const validate = (bytes = 1, signal = new AbortController().signal) =>
    pool.run(async () => ({ kind: 'validate' as const, data: empty }), { bytes, signal });
  const hang = (signal: AbortSignal, bytes = 1) =>
    pool.run(async () => ({ kind: 'fit' }) as unknown as FittingTask, { bytes, signal });

  test("a fit that is ended lets another tenant's go on, which waited behind it", async () => {
    steering.to({ fit: 'hang' });
    const ended = new AbortController();
    const hanging = hang(ended.signal);
    const waiting = validate();
    await steering.reached();
    ended.abort();
    await expect(hanging).rejects.toThrow();
    await expect(waiting).resolves.toHaveProperty('statistics');
  });

  test('a fit waits for memory before it reads anything, and one that is given up gives its place', async () => {
    steering.to({ fit: 'hang' });
    const ended = new AbortController();
    const hanging = hang(ended.signal, 600);
    await steering.reached();
    let built = false;
    const givenUp = new AbortController();
    const tooLarge = pool.run(
      async () => {
        built = true;
        return { kind: 'validate' as const, data: empty };
      },
      { bytes: 600, signal: givenUp.signal },
    );
    givenUp.abort();
    await expect(tooLarge).rejects.toThrow();
    expect(built).toBe(false);
    ended.abort();
    await expect(hanging).rejects.toThrow();
    await expect(validate(5_000)).resolves.toHaveProperty('statistics');
  });

  test('a computation that fails and a thread that dies are told apart', async () => {
    steering.to({ validate: 'throw' });
    await expect(validate()).rejects.toBeInstanceOf(FittingError);
    steering.to({ validate: 'exit' });
    await expect(validate()).rejects.toBeInstanceOf(ThreadLostError);
    steering.to({});
    await expect(validate()).resolves.toHaveProperty('statistics');
  });
});
