import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { packageRoot } from '../../db/package-root';
import type { NightRow } from '../../services/nights/stage';
import { setMode } from '../../services/tenants/set-mode';
import { askForNight } from '../support/ask-night';
import { type NightWorld, openNightWorld, tenantRow } from '../support/night-world';
import { Steering } from '../support/steering';
import { type TenantWorld, tastefulEvents } from '../support/tenant-world';

/** What happens to a night that is cut short: by its tenant, by a fault, by the death of its worker. */
describe('a night that is cut short', () => {
  const steering = new Steering();
  let world: NightWorld;
  beforeAll(async () => {
    world = await openNightWorld();
  }, 60_000);
  afterAll(async () => {
    await world?.close();
    steering.end();
  });

  describe('by its tenant', () => {
    beforeAll(async () => {
      await world.startWorker({ threadFile: steering.threadFile });
    });
    afterAll(() => world.stopWorkers());

    test('freezing ends a fit that is running, and nothing comes into service', async () => {
      const tenantId = await fresh('freezes-early');
      steering.to({ fit: 'hang' });
      const nightNo = await askForNight(world, tenantId);
      await steering.reached();
      steering.to({});
      await setMode(world.db, tenantId, world.operator, { mode: 'frozen' });

      const cut = await world.nightThat(tenantId, ...ended(nightNo));
      expect(cut).toMatchObject({ outcome: 'cancelled', crashes: 0 });
      expect(cut.sentence).toMatch(/frozen/i);
      expect(await tenantRow(world, tenantId)).toMatchObject({ championVersion: null, mode: 'frozen' });
    });

    test('freezing ends a search, keeps what is in service, and brings a night that only refreshes lists', async () => {
      const tenantId = await inService('freezes');
      steering.to({ evaluate: 'hang' });
      const nightNo = await askForNight(world, tenantId);
      await steering.reached();
      steering.to({});
      await setMode(world.db, tenantId, world.operator, { mode: 'frozen' });

      expect(await world.nightThat(tenantId, ...ended(nightNo))).toMatchObject({ outcome: 'cancelled' });
      const next = await world.nightThat(tenantId, ...ended(nightNo + 1));
      expect(next).toMatchObject({ kind: 'refresh', outcome: 'frozen', version: null });
      expect(await tenantRow(world, tenantId)).toMatchObject({ championVersion: 1, mode: 'frozen' });
    });

    test('switching off ends the search, and no further night begins', async () => {
      const tenantId = await inService('goes-off');
      steering.to({ evaluate: 'hang' });
      const nightNo = await askForNight(world, tenantId);
      await steering.reached();
      steering.to({});
      await setMode(world.db, tenantId, world.operator, { mode: 'off' });

      const cut = await world.nightThat(tenantId, ...ended(nightNo));
      expect(cut).toMatchObject({ outcome: 'cancelled' });
      expect(cut.sentence).toMatch(/switched off/i);
      await expect(askForNight(world, tenantId)).rejects.toMatchObject({ code: 'recommendations-off' });
    });

    test('cancelling the workflow itself ends the night cancelled, and the tenant lives on', async () => {
      const tenantId = await inService('cancelled-in-the-ui');
      steering.to({ evaluate: 'hang' });
      const nightNo = await askForNight(world, tenantId);
      await steering.reached();
      steering.to({});
      await world.handle('cancelled-in-the-ui').cancel();

      expect(await world.nightThat(tenantId, ...ended(nightNo))).toMatchObject({ outcome: 'cancelled' });
      const next = await world.nightThat(tenantId, ...ended(await askForNight(world, tenantId)));
      expect(next.outcome).toMatch(/^(promoted|refreshed|kept|lists_refreshed)$/);
      expect(next.runId).toMatch(/^[0-9a-f-]{36}$/);
    });

    test('a fitting thread that dies again and again ends the night after three crashes', async () => {
      const tenantId = await inService('thread-dies');
      steering.to({ evaluate: 'exit' });
      const night = await world.nightThat(tenantId, ...ended(await askForNight(world, tenantId)));
      expect(night).toMatchObject({ outcome: 'failed', crashes: 3 });
      steering.to({});
    });

    test.each(['validate', 'evaluate', 'fit', 'lists'] as const)(
      'a fault in %s ends the night failed, with its cause, and the workflow and the lists live on',
      async (stage) => {
        const first = stage === 'fit';
        const tenantId = await (first ? fresh : inService)(`fails-at-${stage}`);
        steering.to({ [stage]: 'throw' });
        const failed = await world.nightThat(tenantId, ...ended(await askForNight(world, tenantId)));
        expect(failed).toMatchObject({ outcome: 'failed' });
        expect(failed.sentence).toContain(`made to fail at ${stage}`);
        expect(await tenantRow(world, tenantId)).toMatchObject({ championVersion: first ? null : 1 });

        steering.to({});
        const next = await world.nightThat(tenantId, ...ended(await askForNight(world, tenantId)));
        expect(next.outcome).toMatch(/^(promoted|refreshed|kept)$/);
      },
    );

    test('a stored score altered by hand fails the check and leaves the pointer where it was', async () => {
      const tenantId = await inService('altered');
      await alterWhatTheNightWrites(world, tenantId);
      const nightNo = await askForNight(world, tenantId, 'refresh');
      const night = await world.nightThat(tenantId, ...ended(nightNo));
      expect(night).toMatchObject({ outcome: 'failed' });
      expect(night.sentence).toMatch(/check before publishing found .*fingerprints differ/);
      expect(await tenantRow(world, tenantId)).toMatchObject({ championVersion: 1, listSet: 1 });
    });
  });

  describe('by the end of its worker', () => {
    test('a worker that is stopped hands the night to the next one', async () => {
      steering.to({});
      const first = await world.startWorker({ threadFile: steering.threadFile });
      const tenantId = await inService('restarts');
      steering.to({ evaluate: 'hang' });
      const nightNo = await askForNight(world, tenantId);
      await steering.reached();
      await first.stop();
      steering.to({});
      await world.startWorker({ threadFile: steering.threadFile });
      const night = await world.nightThat(tenantId, ...ended(nightNo));
      expect(night.outcome).toMatch(/^(promoted|refreshed|kept)$/);
      await world.stopWorkers();
    });

    test('a worker that is killed costs the night one crash, counted, and nothing else', async () => {
      const tenantId = await inServiceByShortLivedWorker('killed');
      steering.to({ evaluate: 'hang' });
      const doomed = spawnWorker(world, steering);
      const gone = once(doomed, 'exit');
      const nightNo = await askForNight(world, tenantId);
      // Whatever becomes of the test, the process goes.
      await steering.reached().finally(() => doomed.kill('SIGKILL'));
      await gone;
      steering.to({});
      await world.startWorker({ threadFile: steering.threadFile });
      const night = await world.nightThat(tenantId, ...ended(nightNo));
      expect(night).toMatchObject({ crashes: 1 });
      expect(night.outcome).toMatch(/^(promoted|refreshed|kept)$/);
    }, 180_000);
  });

  const ended = (nightNo: number) =>
    [
      (n: NightRow) => n.nightNo === nightNo && n.endedAt !== null,
      `has number ${nightNo} and ended`,
    ] as const;

  /** A tenant whose first night is still to come. */
  async function fresh(slug: string): Promise<number> {
    const tenantId = await world.tenant(slug);
    await world.record(tenantId, tastefulEvents({ customers: 20, products: 12, perCustomer: 10 }));
    return tenantId;
  }

  /** A tenant with a first version in service and newer events than its night has seen. */
  async function inService(slug: string): Promise<number> {
    steering.to({});
    const tenantId = await fresh(slug);
    await askForNight(world, tenantId);
    await world.nightThat(tenantId, (n) => n.outcome === 'promoted', 'promoted a first version');
    await world.record(
      tenantId,
      tastefulEvents({ customers: 20, products: 12, perCustomer: 2, seed: 8, prefix: 'f' }),
    );
    return tenantId;
  }

  async function inServiceByShortLivedWorker(slug: string): Promise<number> {
    const worker = await world.startWorker({ threadFile: steering.threadFile });
    const tenantId = await inService(slug);
    await worker.stop();
    return tenantId;
  }
});

/** A trigger of the owner's stands for the hand: it raises each score as it is stored. */
async function alterWhatTheNightWrites(world: TenantWorld, tenantId: number): Promise<void> {
  const { Client } = await import('pg');
  const owner = new Client({ connectionString: world.database.ownerUrl });
  await owner.connect();
  try {
    await owner.query(`
      create function raise_scores() returns trigger language plpgsql as $$
      begin
        if new.tenant_id = ${tenantId} and cardinality(new.scores) > 0 then new.scores[1] := new.scores[1] + 0.001; end if;
        return new;
      end $$`);
    await owner.query(
      'create trigger raise_scores before insert on lists for each row execute function raise_scores()',
    );
  } finally {
    await owner.end();
  }
}

function spawnWorker(world: NightWorld, steering: Steering): ChildProcess {
  return spawn(
    process.execPath,
    [join(packageRoot(), 'test', 'support', 'spawned-worker.js'), steering.threadFile],
    {
      env: { ...process.env, ...world.workerEnvironment },
      stdio: 'ignore',
    },
  );
}
