import type { Db } from '../../db/client';
import { inTenant, type TenantTx } from '../../db/in-tenant';
import { WriterTurns } from './writer-turns';

/** Longer than any batch takes; what waits longer in the database waits for something that is stuck. */
const LOCK_TIMEOUT_MS = 2_000;
const PER_TENANT = 2;

const turnsOf = new WeakMap<Db, WriterTurns>();

/**
 * A transaction that writes events or the catalogue, in its turn. It may come to wait for a night's cut or for
 * another writer of its tenant: not for long (55P03, nothing stored), and never on more connections than leave
 * lists and commands some.
 */
export function writeInTenant<T>(db: Db, tenantId: number, work: (tx: TenantTx) => Promise<T>): Promise<T> {
  return turns(db).run(tenantId, () => inTenant(db, tenantId, work, { lockTimeoutMs: LOCK_TIMEOUT_MS }));
}

function turns(db: Db): WriterTurns {
  const known = turnsOf.get(db);
  if (known) return known;
  // Look-ups of lists take half of the pool at most: one connection remains for everything else.
  const half = Math.floor((db.$client.options.max ?? 10) / 2);
  const made = new WriterTurns({
    perTenant: PER_TENANT,
    together: Math.max(1, half - 1),
    mostWaitingPerTenant: 100,
    mostWaiting: 400,
    longestWaitMs: 10_000,
  });
  turnsOf.set(db, made);
  return made;
}
