import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import { anyFreePort } from '../../cli/dev/free-port';
import { STOP_SIGNALS } from '../../cli/dev/stop-orphans';
import { stopProcess } from '../../cli/dev/stop-process';
import { findTemporalProgram, startTemporal } from '../../cli/dev/temporal-server';
import { registerWithTemporal } from '../../cli/roles/temporal';
import { noteProcess } from './run-folder';

/**
 * Namespaces for tests, each with Nightshift's search attributes: workflow ids and task queues of two test files
 * never meet. On the cluster of TEMPORAL_ADDRESS, where there is one, else on a dev server kept in memory.
 */
export class TestTemporal {
  readonly #folder: string;
  readonly #lent = new Set<string>();
  #cluster: Promise<{ address: string; connection: Connection; stop?: () => Promise<void> }> | undefined;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async lend(): Promise<{ address: string; namespace: string }> {
    this.#cluster ??= this.#prepare();
    const { address, connection } = await this.#cluster;
    const namespace = `nightshift-test-${randomBytes(6).toString('hex')}`;
    this.#lent.add(namespace);
    // The server's other parts learn of a namespace when their caches are next filled.
    await retried(() => registerWithTemporal({ TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE: namespace }));
    await retried(() =>
      connection.workflowService.listWorkflowExecutions({ namespace, query: "NightshiftMode = 'on'" }),
    );
    return { address, namespace };
  }

  async drop(namespace: string): Promise<object> {
    if (!this.#lent.has(namespace))
      throw new Error(`Expected the name of a lent namespace, got ${namespace}`);
    const cluster = await this.#cluster;
    await cluster?.connection.operatorService.deleteNamespace({ namespace });
    this.#lent.delete(namespace);
    return {};
  }

  async stop(): Promise<void> {
    const cluster = await this.#cluster?.catch(() => undefined);
    if (!cluster) return;
    if (!cluster.stop) for (const namespace of [...this.#lent]) await this.drop(namespace);
    await cluster.connection.close();
    await cluster.stop?.();
  }

  async #prepare() {
    const given = process.env.TEMPORAL_ADDRESS;
    if (given) return { address: given, connection: await Connection.connect({ address: given }) };
    const server = await startTemporal({
      program: findTemporalProgram(),
      port: await anyFreePort(),
      httpPort: await anyFreePort(),
      metricsPort: await anyFreePort(),
      namespaces: ['default'],
      logFile: join(this.#folder, 'temporal.log'),
      onSpawn: (process) => noteProcess(this.#folder, process),
    });
    const connection = await Connection.connect({ address: server.address });
    return {
      address: server.address,
      connection,
      stop: () => stopProcess(server.process, STOP_SIGNALS.temporal),
    };
  }
}

async function retried(work: () => Promise<unknown>): Promise<void> {
  const deadline = Date.now() + 20_000;
  for (;;) {
    try {
      await work();
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await sleep(100);
    }
  }
}
