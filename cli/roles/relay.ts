import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import type { Logger } from 'pino';
import type { Db } from '../../db/client';
import { deliverOutbox } from '../../services/outbox/deliver';
import { ifFirstToSweep, overdueTenants, tenantPage } from '../../services/outbox/sweep';
import { LOOK_SIGNAL, recommenderId, TASK_QUEUE, WORKFLOW_TYPE } from '../../workflows/contracts';

export interface RelayOptions {
  fleet: Db;
  temporal: Client;
  logger: Logger;
  pollMs?: number;
  sweepMs?: number;
  /** How often the tenants are compared with Temporal's open workflows; also done at the start. */
  reconcileMs?: number;
}

export interface Relay {
  stop(): Promise<void>;
}

/**
 * Delivers the outbox to Temporal, and now and then sweeps: a tenant that is overdue, or that Temporal has
 * no workflow for, gets a look. Temporal's own data may be lost; the tenants in Postgres are the truth.
 */
export function startRelay(options: RelayOptions): Relay {
  const stopping = new AbortController();
  const { signal } = stopping;
  const loops = [
    every(options.pollMs ?? 300, signal, options.logger, 'deliver', () => deliver(options)),
    every(options.sweepMs ?? 30_000, signal, options.logger, 'sweep', () => sweepOverdue(options)),
    every(options.reconcileMs ?? 600_000, signal, options.logger, 'reconcile', () => startMissing(options)),
  ];
  return {
    async stop() {
      stopping.abort();
      await Promise.all(loops);
    },
  };
}

/** After a failure, whatever the turn's own pace: a reconciliation must not wait for its next ten minutes. */
const RETRY_MS = 2_000;

/** A turn that fails is told once per kind of failure in a row, and tried again. */
async function every(
  ms: number,
  signal: AbortSignal,
  logger: Logger,
  name: string,
  turn: () => Promise<void>,
): Promise<void> {
  let lastFailure = '';
  while (!signal.aborted) {
    try {
      await turn();
      lastFailure = '';
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      if (message !== lastFailure)
        logger.warn({ turn: name, error: message }, 'relay turn failed; trying again');
      lastFailure = message;
    }
    const pause = lastFailure === '' ? ms : RETRY_MS;
    await sleep(pause, undefined, { signal }).catch(() => undefined);
  }
}

async function deliver(options: RelayOptions): Promise<void> {
  await deliverOutbox(
    options.fleet,
    ({ slug }) => look(options.temporal, slug),
    ({ slug }, error) =>
      options.logger.warn(
        { tenant: slug, error: String(error) },
        'a look was not delivered; it stays in the outbox',
      ),
  );
}

/** Starts the tenant's workflow if there is none, and in either case makes it look. */
async function look(temporal: Client, tenant: string): Promise<void> {
  await temporal.workflow.signalWithStart(WORKFLOW_TYPE, {
    workflowId: recommenderId(tenant),
    taskQueue: TASK_QUEUE,
    args: [{ tenant }],
    signal: LOOK_SIGNAL,
  });
}

async function sweepOverdue(options: RelayOptions): Promise<void> {
  await ifFirstToSweep(options.fleet, 'overdue', async () => {
    await forEachPage(
      (after) => overdueTenants(options.fleet, after),
      (tenant) => look(options.temporal, tenant.slug),
    );
  });
}

async function startMissing(options: RelayOptions): Promise<void> {
  await ifFirstToSweep(options.fleet, 'missing', async () => {
    const open = new Set<string>();
    const query = `WorkflowType = '${WORKFLOW_TYPE}' and ExecutionStatus = 'Running'`;
    for await (const { workflowId } of options.temporal.workflow.list({ query })) open.add(workflowId);
    await forEachPage(
      (after) => tenantPage(options.fleet, after),
      async (tenant) => {
        if (open.has(recommenderId(tenant.slug))) return;
        options.logger.info(
          { tenant: tenant.slug },
          'Temporal has no workflow for this tenant; starting one',
        );
        await look(options.temporal, tenant.slug);
      },
    );
  });
}

async function forEachPage(
  read: (after: number) => Promise<{ tenantId: number; slug: string }[]>,
  act: (tenant: { tenantId: number; slug: string }) => Promise<void>,
): Promise<void> {
  for (let after = 0; ; ) {
    const page = await read(after);
    const last = page.at(-1);
    if (!last) return;
    for (const tenant of page) await act(tenant);
    after = last.tenantId;
  }
}
