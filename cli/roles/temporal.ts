import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { temporal } from '@temporalio/proto';
import type { Config } from '../../services/config';
import { SEARCH_ATTRIBUTES } from '../../workflows/contracts';

const { IndexedValueType } = temporal.api.enums.v1;
const WANTED: Record<string, temporal.api.enums.v1.IndexedValueType> = {
  [SEARCH_ATTRIBUTES.mode]: IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD,
  [SEARCH_ATTRIBUTES.lastOutcome]: IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD,
  [SEARCH_ATTRIBUTES.champion]: IndexedValueType.INDEXED_VALUE_TYPE_INT,
};
/** How long Temporal keeps a night's finished run; Postgres keeps the night itself. */
const RETENTION_DAYS = 7;
const NAMESPACE_KNOWN_WITHIN_MS = 30_000;
const ALREADY_EXISTS = 6;
const NOT_FOUND = 5;

type Where = Pick<Config, 'TEMPORAL_ADDRESS' | 'TEMPORAL_NAMESPACE'>;

export async function connectTemporal(where: Where): Promise<Client> {
  const connection = await reach(where.TEMPORAL_ADDRESS);
  return new Client({ connection, namespace: where.TEMPORAL_NAMESPACE });
}

async function reach(address: string): Promise<Connection> {
  try {
    return await Connection.connect({ address });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`TEMPORAL_ADDRESS: expected a Temporal that answers at ${address}, got: ${why}`);
  }
}

/** Which of Nightshift's search attributes the namespace lacks. */
export async function missingSearchAttributes(connection: Connection, namespace: string): Promise<string[]> {
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
  return Object.keys(WANTED).filter((name) => customAttributes?.[name] === undefined);
}

/** Makes the namespace and its search attributes where they are missing. */
export async function registerWithTemporal(where: Where): Promise<void> {
  const connection = await reach(where.TEMPORAL_ADDRESS);
  const namespace = where.TEMPORAL_NAMESPACE;
  try {
    await ensureNamespace(connection, namespace);
    const missing = await onceKnown(() => missingSearchAttributes(connection, namespace));
    if (missing.length === 0) return;
    await onceKnown(() =>
      connection.operatorService.addSearchAttributes({
        namespace,
        searchAttributes: Object.fromEntries(missing.map((name) => [name, WANTED[name] as number])),
      }),
    );
  } finally {
    await connection.close();
  }
}

/** A server's other parts learn of a new namespace when their caches are next filled: seconds later. */
async function onceKnown<T>(question: () => Promise<T>): Promise<T> {
  const deadline = Date.now() + NAMESPACE_KNOWN_WITHIN_MS;
  for (;;) {
    try {
      return await question();
    } catch (error) {
      if ((error as { code?: number }).code !== NOT_FOUND || Date.now() > deadline) throw error;
      await sleep(100);
    }
  }
}

async function ensureNamespace(connection: Connection, namespace: string): Promise<void> {
  try {
    await connection.workflowService.describeNamespace({ namespace });
  } catch (error) {
    if ((error as { code?: number }).code !== NOT_FOUND) throw error;
    await connection.workflowService
      .registerNamespace({
        namespace,
        workflowExecutionRetentionPeriod: { seconds: (RETENTION_DAYS * 86_400) as never },
      })
      .catch((failure: { code?: number }) => {
        if (failure.code !== ALREADY_EXISTS) throw failure;
      });
  }
}
