/**
 * Records the histories that workflow code must go on replaying: `npm run histories`. Run it when the workflow's
 * commands change on purpose, once no open run needs the old ones; the diff shows what changed.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { historyToJSON } from '@temporalio/common/lib/proto-utils';
import { packageRoot } from '../../db/package-root';
import type { NightRow } from '../../services/nights/stage';
import { setMode } from '../../services/tenants/set-mode';
import { recommenderId } from '../../workflows/contracts';
import { askForNight } from '../support/ask-night';
import { type NightWorld, openNightWorld, tenantRow } from '../support/night-world';
import { Steering } from '../support/steering';
import { tastefulEvents } from '../support/tenant-world';
import { until } from '../support/until';

const FOLDER = join(packageRoot(), 'test', 'histories');

describe('recording histories', () => {
  const steering = new Steering();
  let world: NightWorld;
  beforeAll(async () => {
    mkdirSync(FOLDER, { recursive: true });
    world = await openNightWorld();
    await world.startWorker({ threadFile: steering.threadFile });
  }, 60_000);
  afterAll(async () => {
    await world?.close();
    steering.end();
  });

  test('a first night that promotes, one without news, and the sleep after it', async () => {
    const tenantId = await tenantWithEvents('promotes');
    await ended(tenantId, await askForNight(world, tenantId));
    await ended(tenantId, await askForNight(world, tenantId));
    await record('promotes', 'a-night-that-promotes-and-one-without-news');
  });

  test('a freeze during a night', async () => {
    const tenantId = await tenantWithEvents('freezes');
    await ended(tenantId, await askForNight(world, tenantId));
    await world.record(tenantId, tastefulEvents({ customers: 5, products: 12, perCustomer: 2, prefix: 'f' }));
    steering.to({ evaluate: 'hang' });
    const nightNo = await askForNight(world, tenantId);
    await steering.reached();
    steering.to({});
    await setMode(world.db, tenantId, world.operator, { mode: 'frozen' });
    await ended(tenantId, nightNo + 1);
    await record('freezes', 'a-freeze-during-a-night');
  });

  test('a night that fails, and a switch to off', async () => {
    const tenantId = await tenantWithEvents('fails');
    steering.to({ evaluate: 'throw' });
    await ended(tenantId, await askForNight(world, tenantId));
    steering.to({});
    await setMode(world.db, tenantId, world.operator, { mode: 'off' });
    await until(
      async () => ((await tenantRow(world, tenantId)).mode === 'off' ? true : undefined),
      'it is off',
    );
    await new Promise((resolve) => setTimeout(resolve, 1_000)); // the look after the switch
    await record('fails', 'a-night-that-fails-and-a-switch-to-off');
  });

  async function tenantWithEvents(slug: string): Promise<number> {
    steering.to({});
    const tenantId = await world.tenant(slug);
    await world.record(tenantId, tastefulEvents({ customers: 20, products: 12, perCustomer: 10 }));
    return tenantId;
  }

  function ended(tenantId: number, nightNo: number): Promise<NightRow> {
    return world.nightThat(tenantId, (n) => n.nightNo === nightNo && n.endedAt !== null, `${nightNo} ended`);
  }

  /** Every run of the tenant's workflow, oldest first, one file each. */
  async function record(slug: string, name: string): Promise<void> {
    const runs = [];
    const query = `WorkflowId = '${recommenderId(slug)}'`;
    for await (const run of world.temporal.workflow.list({ query })) runs.push(run);
    runs.sort((a, b) => a.startTime.getTime() - b.startTime.getTime());
    for (const [place, run] of runs.entries()) {
      const history = await world.temporal.workflow.getHandle(run.workflowId, run.runId).fetchHistory();
      // Stack traces name the folder that the code ran in.
      const text = historyToJSON(history).replaceAll(packageRoot(), '.');
      writeFileSync(join(FOLDER, `${name}-${place + 1}.json`), `${text}\n`);
    }
  }
});
