import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { type HiddenTypes, type Model, popularList, scoreLists, type TenantData } from '../../models';
import type { Columns } from './read-columns';

export interface ListsJob {
  train: TenantData;
  trainColumns: Columns;
  testColumns: Columns;
  model: Model;
  k: number;
  hidden: HiddenTypes;
  /** Of the popular list that customers without history get. */
  halfLifeDays: number;
}

const fewestPlaces = 50;

/** Writes NDJSON `{customerId, products}` for every customer of the test, in the order of the file. */
export async function writeLists(file: string, job: ListsJob): Promise<void> {
  const k = Math.max(fewestPlaces, job.k);
  const productIds = [...job.trainColumns.products.keys()];
  const ids = [...job.testColumns.customers.keys()];
  const known = ids.filter((id) => job.trainColumns.customers.has(id));
  const customers = Int32Array.from(known, (id) => job.trainColumns.customers.get(id)!);
  const { train, hidden } = job;
  const lists = scoreLists(train, job.model, { customers, k, includeSeen: false, hidden });
  const popular = Array.from(popularList(train, k, job.halfLifeDays).products, (p) => productIds[p]!);

  const out = createWriteStream(file);
  const done = finished(out);
  let row = 0;
  for (const customerId of ids) {
    const products = job.trainColumns.customers.has(customerId)
      ? listAt(lists.products, row++ * k, k).map((p) => productIds[p]!)
      : popular;
    if (!out.write(`${JSON.stringify({ customerId, products })}\n`))
      await Promise.race([once(out, 'drain'), done]);
  }
  out.end();
  await done;
}

function listAt(products: Int32Array, from: number, k: number): number[] {
  return [...products.subarray(from, from + k)].filter((p) => p >= 0);
}
