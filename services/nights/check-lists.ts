import type { Db } from '../../db/client';
import { readListSet, type StoredList } from '../lists/read-lists';
import { ListDigest } from '../lists/write-lists';
import { ServiceError } from '../service-error';

export interface ExpectedLists {
  version: number;
  listSet: number;
  /** The fingerprint of the lists as they were computed. */
  digest: string;
  /** Products dropped at the cut, by number: none may be in any list. */
  dropped: readonly number[];
  /** Lists as the training computed them; those customers' stored lists must say the same. */
  samples: { customerNo: number; products: number[]; scores: number[] }[];
}

/**
 * Reads the whole set back from the store, before anything is switched: what was computed is what is stored,
 * no dropped product is in it, and the scores are those that the training computed (skew check).
 * Throws a ServiceError that names the first thing wrong.
 */
export async function checkLists(
  db: Db,
  tenantId: number,
  expected: ExpectedLists,
  signal: AbortSignal,
): Promise<{ lists: number }> {
  const dropped = new Set(expected.dropped);
  const samples = new Map(expected.samples.map((sample) => [sample.customerNo, sample]));
  const digest = new ListDigest();
  let lists = 0;
  for await (const page of readListSet(db, tenantId, expected.version, expected.listSet)) {
    signal.throwIfAborted();
    for (const list of page) {
      digest.add(list.customerNo, list.reason, list.products, list.scores);
      refuseDropped(list, dropped);
      const sample = samples.get(list.customerNo);
      if (sample) refuseSkew(list, sample);
      lists++;
    }
  }
  if (lists === 0) throw fault(`version ${expected.version} has no lists in set ${expected.listSet}`);
  if (digest.toString() !== expected.digest) {
    throw fault(
      `the ${lists} lists in the store are not the lists that were computed (their fingerprints differ)`,
    );
  }
  return { lists };
}

function refuseDropped(list: StoredList, dropped: ReadonlySet<number>): void {
  const found = list.products.find((product) => dropped.has(product));
  if (found !== undefined)
    throw fault(`the list of customer ${list.customerNo} names dropped product ${found}`);
}

/** Postgres prints a real with the digits that tell it from its neighbours; fround makes it that real again. */
function refuseSkew(list: StoredList, sample: { products: number[]; scores: number[] }): void {
  const at = sample.products.findIndex(
    (product, rank) =>
      list.products[rank] !== product || Math.fround(list.scores[rank] ?? Number.NaN) !== sample.scores[rank],
  );
  if (at < 0 && list.products.length === sample.products.length) return;
  const rank = at < 0 ? sample.products.length : at;
  throw fault(
    `customer ${list.customerNo}, rank ${rank + 1}: training computed product ${sample.products[rank]} with score ` +
      `${sample.scores[rank]}, the store has product ${list.products[rank]} with score ${list.scores[rank]}`,
  );
}

function fault(what: string): ServiceError {
  return new ServiceError('conflict', `the check before publishing found that ${what}`);
}
