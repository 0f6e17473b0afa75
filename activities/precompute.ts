import { and, eq } from 'drizzle-orm';
import { inTenant } from '../db/in-tenant';
import { nights } from '../db/schema';
import { historyMoment } from '../models';
import { changedCustomers } from '../services/lists/changed-customers';
import {
  digestOf,
  LIST_REASON,
  type ListBlock,
  takeListSet,
  writeLists,
} from '../services/lists/write-lists';
import { decisionOf } from '../services/nights/decision';
import { championOf } from '../services/nights/open-night';
import { type NightHandle, type NightRow, noteStage, requireCurrent } from '../services/nights/stage';
import { readVersion, type VersionRow } from '../services/versions/read-artifact';
import type { NightRef } from '../workflows/contracts';
import type { ListsAnswer } from './fitting/tasks';
import { nightActivity } from './night-activity';
import { cutOf, type NightDeps, nightBytes, nightData, timed } from './night-context';
import { LIST_LENGTH } from './retrain';

/** Longer than any list, so that it can fill up lists from which products have been dropped. */
const FALLBACK_LENGTH = 100;

/** Lists for every customer of a new version; of a champion that stays, for those whose list would change. */
export function precompute(deps: NightDeps, ref: NightRef): Promise<void> {
  return nightActivity<void>(deps, ref, 'precompute', undefined, async ({ handle, night, signal }) => {
    const versionNo = versionToList(night);
    const version = await readVersion(deps.db, handle.tenantId, versionNo);
    const customers = await customersToList(deps, night, version);
    const asOf = cutOf(night).cutAt;
    const bytes = await nightBytes(deps, night);
    let historiesAt = asOf.getTime();
    const computed = await timed(deps.now, () =>
      deps.fitting.run(
        async () => {
          const data = await nightData(deps, night);
          historiesAt = historyMoment(data, asOf.getTime());
          return {
            kind: 'lists' as const,
            data,
            artifact: new Uint8Array(version.artifact),
            includeSeen: version.includeSeen,
            asOf: asOf.getTime(),
            listLength: LIST_LENGTH,
            customers: customers ?? withHistory(data.customer, data.customerCount),
            fallbackHalfLifeDays: fallbackHalfLife(version),
            fallbackLength: FALLBACK_LENGTH,
          };
        },
        { bytes, signal },
      ),
    );
    const blocks = blocksOf(computed.result, version.recipe === 'popularity');
    const listSet = await takeListSet(deps.db, handle);
    const written = await timed(deps.now, () =>
      writeLists(deps.db, handle, { version: versionNo, listSet, computedAt: asOf }, blocks, signal),
    );
    await inTenant(deps.db, handle.tenantId, async (tx) => {
      await saveDigest(tx, handle, digestOf(blocks));
      await noteStage(tx, handle, {
        name: 'precompute',
        startedAt: computed.startedAt,
        seconds: computed.seconds + written.seconds,
        attempt: handle.attempt,
        detail: {
          version: versionNo,
          lists: computed.result.lists.customers.length,
          writingSeconds: written.seconds,
          // What an explanation needs to weigh a history exactly as these lists did.
          historiesAt: new Date(historiesAt).toISOString(),
        },
      });
    });
  });
}

/** Tonight's version when the decision promotes it, else the champion. */
export function versionToList(night: NightRow): number {
  const version = decisionOf(night)?.promote ? night.version : night.championAtStart;
  if (version === null) throw new Error(`Night ${night.nightNo} has no version to make lists with`);
  return version;
}

/** Undefined: everybody. */
async function customersToList(
  deps: NightDeps,
  night: NightRow,
  version: VersionRow,
): Promise<Int32Array | undefined> {
  if (version.version !== night.championAtStart) return undefined;
  const champion = await championOf(deps.db, night.tenantId, version.version);
  if (!champion || champion.listSet === null || champion.listCutSeq === null) return undefined;
  const served = { version: version.version, listSet: champion.listSet, listCutSeq: champion.listCutSeq };
  const changed = await changedCustomers(deps.db, night.tenantId, served, cutOf(night).cutSeq);
  return changed.map((customerNo) => customerNo - 1);
}

/** Customers without a single event have no list of their own: they are answered with the popular one. */
function withHistory(customerOfEvent: Int32Array, customerCount: number): Int32Array {
  const seen = new Uint8Array(customerCount);
  for (const customer of customerOfEvent) seen[customer] = 1;
  const customers = new Int32Array(customerCount);
  let count = 0;
  for (let customer = 0; customer < customerCount; customer++) {
    if (seen[customer] === 1) customers[count++] = customer;
  }
  return customers.subarray(0, count);
}

function fallbackHalfLife(version: VersionRow): number {
  const baseline = version.metrics.baseline as { recipe?: { params?: Record<string, unknown> } } | undefined;
  const days = baseline?.recipe?.params?.halfLifeDays;
  return typeof days === 'number' ? days : 0;
}

/** Numbers for the store, from indices; the list of those whom no model knows comes first, as customer 0. */
function blocksOf(answer: ListsAnswer, popularityOnly: boolean): ListBlock[] {
  const { lists, fallback } = answer;
  const everybody = emptyBlock(1, FALLBACK_LENGTH);
  fillRow(everybody, 0, 0, LIST_REASON.fallbackNewCustomer, fallback.products, fallback.scores);
  const block = emptyBlock(lists.customers.length, LIST_LENGTH);
  for (let row = 0; row < lists.customers.length; row++) {
    const from = row * LIST_LENGTH;
    const personal = !popularityOnly && lists.personal[row] === 1 && (lists.products[from] as number) >= 0;
    fillRow(
      block,
      row,
      (lists.customers[row] as number) + 1,
      personal ? LIST_REASON.personal : LIST_REASON.fallbackPopular,
      lists.products.subarray(from, from + LIST_LENGTH),
      lists.scores.subarray(from, from + LIST_LENGTH),
    );
  }
  return [everybody, block];
}

function emptyBlock(rows: number, k: number): ListBlock {
  return {
    k,
    customerNos: new Int32Array(rows),
    reasons: new Uint8Array(rows),
    lengths: new Int32Array(rows),
    productNos: new Int32Array(rows * k),
    scores: new Float32Array(rows * k),
  };
}

function fillRow(
  block: ListBlock,
  row: number,
  customerNo: number,
  reason: number,
  products: Int32Array,
  scores: Float32Array,
): void {
  block.customerNos[row] = customerNo;
  block.reasons[row] = reason;
  let length = 0;
  while (length < products.length && (products[length] as number) >= 0) {
    block.productNos[row * block.k + length] = (products[length] as number) + 1;
    block.scores[row * block.k + length] = scores[length] as number;
    length++;
  }
  block.lengths[row] = length;
}

async function saveDigest(
  tx: Parameters<typeof requireCurrent>[0],
  handle: NightHandle,
  listDigest: string,
): Promise<void> {
  await requireCurrent(tx, handle);
  await tx
    .update(nights)
    .set({ listDigest })
    .where(and(eq(nights.tenantId, handle.tenantId), eq(nights.nightNo, handle.nightNo)));
}
