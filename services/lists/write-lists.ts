import { createHash } from 'node:crypto';
import { eq, sql } from 'drizzle-orm';
import type { Db } from '../../db/client';
import { inTenant } from '../../db/in-tenant';
import { nights, tenantCounters } from '../../db/schema';
import { type NightHandle, requireCurrent } from '../nights/stage';

/** Why a list is as it is; the API's words are in reason order. */
export const LIST_REASON = { personal: 1, fallbackNewCustomer: 2, fallbackPopular: 3 } as const;

/** Lists of many customers, flat: row i holds `k` products, of which the first `lengths[i]` count. */
export interface ListBlock {
  k: number;
  /** Customer numbers, ascending; 0 is the list of those whom no model knows. */
  customerNos: Int32Array;
  reasons: Uint8Array;
  lengths: Int32Array;
  /** Product numbers and scores, best first, `k` a row. */
  productNos: Int32Array;
  scores: Float32Array;
}

/** Rows in one statement: about 100 KB of numbers. */
const ROWS_PER_STATEMENT = 500;

/** The number of the list set that this night writes; the same for every attempt. */
export async function takeListSet(db: Db, handle: NightHandle): Promise<number> {
  return inTenant(db, handle.tenantId, async (tx) => {
    await requireCurrent(tx, handle);
    const mine = sql`${nights.tenantId} = ${handle.tenantId} and ${nights.nightNo} = ${handle.nightNo}`;
    const [found] = await tx.select({ listSet: nights.listSet }).from(nights).where(mine);
    if (found?.listSet != null) return found.listSet;
    const [counter] = await tx
      .update(tenantCounters)
      .set({ nextListSet: sql`${tenantCounters.nextListSet} + 1` })
      .where(eq(tenantCounters.tenantId, handle.tenantId))
      .returning({ next: tenantCounters.nextListSet });
    if (!counter) throw new Error(`Tenant ${handle.tenantId} has no counters`);
    await tx
      .update(nights)
      .set({ listSet: counter.next - 1 })
      .where(mine);
    return counter.next - 1;
  });
}

/**
 * Writes a set of lists that no reader can see yet, a block of rows a transaction, each of which checks that
 * this attempt is still the current one. Rows of an earlier attempt are replaced.
 */
export async function writeLists(
  db: Db,
  handle: NightHandle,
  target: { version: number; listSet: number; computedAt: Date },
  blocks: readonly ListBlock[],
  signal: AbortSignal,
): Promise<void> {
  await inTenant(db, handle.tenantId, async (tx) => {
    await requireCurrent(tx, handle);
    await tx.execute(sql`
      delete from lists
      where tenant_id = ${handle.tenantId} and version = ${target.version} and list_set = ${target.listSet}`);
  });
  for (const block of blocks) {
    for (let from = 0; from < block.customerNos.length; from += ROWS_PER_STATEMENT) {
      signal.throwIfAborted();
      await writeRows(
        db,
        handle,
        target,
        block,
        from,
        Math.min(from + ROWS_PER_STATEMENT, block.customerNos.length),
      );
    }
  }
}

async function writeRows(
  db: Db,
  handle: NightHandle,
  target: { version: number; listSet: number; computedAt: Date },
  block: ListBlock,
  from: number,
  to: number,
): Promise<void> {
  const cells = (numbers: Int32Array | Float32Array) =>
    arrayText(numbers.subarray(from * block.k, to * block.k));
  const rows = (numbers: Int32Array | Uint8Array) => arrayText(numbers.subarray(from, to));
  await inTenant(db, handle.tenantId, async (tx) => {
    await requireCurrent(tx, handle);
    await tx.execute(sql`
      insert into lists (tenant_id, customer_no, version, list_set, reason, computed_at, products, scores)
      select ${handle.tenantId}, r.customer_no, ${target.version}, ${target.listSet}, r.reason, ${target.computedAt},
        coalesce((flat.products)[r.first : r.first + r.length - 1], '{}'),
        coalesce((flat.scores)[r.first : r.first + r.length - 1], '{}')
      from (select ${cells(block.productNos)}::int[] as products, ${cells(block.scores)}::real[] as scores) flat,
        (
          select customer_no, reason, length, (place - 1) * ${block.k}::int + 1 as first
          from unnest(${rows(block.customerNos)}::int[], ${rows(block.reasons)}::smallint[], ${rows(block.lengths)}::int[])
            with ordinality as u(customer_no, reason, length, place)
        ) r`);
  });
}

function arrayText(numbers: Int32Array | Uint8Array | Float32Array): string {
  return `{${numbers.join(',')}}`;
}

/** A fingerprint of a set of lists, the same from the block that was computed and from the rows that were stored. */
export class ListDigest {
  readonly #hash = createHash('sha256');

  add(customerNo: number, reason: number, products: ArrayLike<number>, scores: ArrayLike<number>): void {
    const length = products.length;
    const bytes = Buffer.alloc(12 + length * 8);
    bytes.writeInt32LE(customerNo, 0);
    bytes.writeInt32LE(reason, 4);
    bytes.writeInt32LE(length, 8);
    for (let i = 0; i < length; i++) {
      bytes.writeInt32LE(products[i] as number, 12 + i * 4);
      bytes.writeFloatLE(scores[i] as number, 12 + (length + i) * 4);
    }
    this.#hash.update(bytes);
  }

  toString(): string {
    return this.#hash.digest('hex');
  }
}

/** The fingerprint of a set, its blocks in ascending order of customer numbers. */
export function digestOf(blocks: readonly ListBlock[]): string {
  const digest = new ListDigest();
  for (const block of blocks) {
    for (let row = 0; row < block.customerNos.length; row++) {
      const from = row * block.k;
      const to = from + (block.lengths[row] as number);
      digest.add(
        block.customerNos[row] as number,
        block.reasons[row] as number,
        block.productNos.subarray(from, to),
        block.scores.subarray(from, to),
      );
    }
  }
  return digest.toString();
}
