import { join } from 'node:path';
import type { Client, WorkflowHandle } from '@temporalio/client';
import { bundleWorkflowCode, type WorkflowBundleWithSourceMap } from '@temporalio/worker';
import { desc, eq } from 'drizzle-orm';
import { pino } from 'pino';
import { connectTemporal } from '../../cli/roles/temporal';
import { installRuntime, type RunningWorker, startWorker, type WorkerOptions } from '../../cli/roles/worker';
import { inTenant } from '../../db/in-tenant';
import { packageRoot } from '../../db/package-root';
import { nights, tenants } from '../../db/schema';
import { readConfig } from '../../services/config';
import type { NightRow } from '../../services/nights/stage';
import { recommenderId } from '../../workflows/contracts';
import { type TestNamespace, testTemporal } from './servers';
import { openTenantWorld, type TenantWorld } from './tenant-world';

/** Tenants, a Temporal namespace of one's own, and workers that a test starts and stops. */
export interface NightWorld extends TenantWorld {
  temporal: Client;
  startWorker(more?: Partial<WorkerOptions>): Promise<RunningWorker>;
  /** Stops those that this world has started. */
  stopWorkers(): Promise<void>;
  /** For a worker in a process of its own. */
  workerEnvironment: Record<string, string>;
  handle(slug: string): WorkflowHandle;
  /** Waits until the tenant's newest ended night satisfies `is`. */
  nightThat(tenantId: number, is: (night: NightRow) => boolean, what: string): Promise<NightRow>;
}

/** For the bundler, which has much to say. */
export const silentLogger = { log() {}, trace() {}, debug() {}, info() {}, warn() {}, error() {} };

let bundle: Promise<WorkflowBundleWithSourceMap> | undefined;
let runtimeInstalled = false;

export function workflowBundle(): Promise<WorkflowBundleWithSourceMap> {
  bundle ??= bundleWorkflowCode({
    workflowsPath: join(packageRoot(), 'workflows', 'recommender.ts'),
    logger: silentLogger,
  });

  return bundle;
}

/** Once a test file: Temporal's runtime belongs to the process. */
export function installQuietRuntime(): void {
  if (!runtimeInstalled) installRuntime(pino({ level: process.env.TEST_LOG_LEVEL ?? 'silent' }));
  runtimeInstalled = true;
}

export async function openNightWorld(): Promise<NightWorld> {
  const tenantsWorld = await openTenantWorld();
  const namespace: TestNamespace = await testTemporal();
  const logger = pino({ level: process.env.TEST_LOG_LEVEL ?? 'silent' });
  installQuietRuntime();
  const workerEnvironment = {
    DATABASE_URL: tenantsWorld.database.appUrl,
    FLEET_DATABASE_URL: tenantsWorld.database.fleetUrl,
    TEMPORAL_ADDRESS: namespace.address,
    TEMPORAL_NAMESPACE: namespace.namespace,
    FITTING_THREADS: '1',
  };
  const config = readConfig(workerEnvironment);
  const temporal = await connectTemporal(config);
  const running: RunningWorker[] = [];
  return {
    ...tenantsWorld,
    temporal,
    workerEnvironment,
    async stopWorkers() {
      await Promise.all(running.splice(0).map((worker) => worker.stop().catch(() => undefined)));
    },
    async startWorker(more = {}) {
      const worker = await startWorker({
        config,
        logger,
        workflows: await workflowBundle(),
        relay: { pollMs: 50, sweepMs: 500, reconcileMs: 500 },
        ...more,
      });
      running.push(worker);
      return worker;
    },
    handle: (slug) => temporal.workflow.getHandle(recommenderId(slug)),
    async nightThat(tenantId, is, what) {
      const deadline = Date.now() + 90_000;
      for (;;) {
        const rows = await inTenant(tenantsWorld.db, tenantId, (tx) =>
          tx.select().from(nights).where(eq(nights.tenantId, tenantId)).orderBy(desc(nights.nightNo)),
        );
        const found = rows.find(is);
        if (found) return found;
        if (Date.now() > deadline) {
          const seen = rows.map(({ nightNo, outcome, sentence, runningStage }) => ({
            nightNo,
            outcome,
            sentence,
            runningStage,
          }));
          throw new Error(`Waited in vain for a night that ${what}; nights: ${JSON.stringify(seen)}`);
        }
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    },
    async close() {
      await Promise.all(running.map((worker) => worker.stop().catch(() => undefined)));
      await temporal.connection.close();
      await namespace.drop();
      await tenantsWorld.close();
    },
  };
}

/** The tenant's row as it is now. */
export async function tenantRow(world: TenantWorld, tenantId: number): Promise<typeof tenants.$inferSelect> {
  const [row] = await inTenant(world.db, tenantId, (tx) =>
    tx.select().from(tenants).where(eq(tenants.tenantId, tenantId)),
  );
  if (!row) throw new Error(`No tenant ${tenantId}`);
  return row;
}
