import { and, eq, isNotNull, lte } from 'drizzle-orm';
import type { Db } from '../../db/client';
import { inTenant } from '../../db/in-tenant';
import { products } from '../../db/schema';
import { readListSet, type StoredList } from '../lists/read-lists';
import { ListDigest } from '../lists/write-lists';
import { ServiceError } from '../service-error';

export interface ExpectedLists {
  version: number;
  listSet: number;
  /** The fingerprint of the lists as they were computed. */
  digest: string;
  /** A product dropped by then may not be in any list. */
  asOf: Date;
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
): Promise<{ lists: number }> {
  const dropped = await droppedProducts(db, tenantId, expected.asOf);
  const samples = new Map(expected.samples.map((sample) => [sample.customerNo, sample]));
  const digest = new ListDigest();
  let lists = 0;
  for await (const page of readListSet(db, tenantId, expected.version, expected.listSet)) {
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

async function droppedProducts(db: Db, tenantId: number, asOf: Date): Promise<Set<number>> {
  const rows = await inTenant(db, tenantId, (tx) =>
    tx
      .select({ productNo: products.productNo })
      .from(products)
      .where(
        and(eq(products.tenantId, tenantId), isNotNull(products.droppedAt), lte(products.droppedAt, asOf)),
      ),
  );
  return new Set(rows.map((row) => row.productNo));
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
  return new ServiceError(
    'conflict',
    `The check before publishing failed: ${what}. What was in service stays.`,
  );
}
