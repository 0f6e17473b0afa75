import { sql } from 'drizzle-orm';
import type { TenantTx } from '../../db/in-tenant';
import type { TenantData } from '../../models';

/** What a served list was computed from. */
export interface ListBasis {
  cutSeq: number;
  cutAt: Date;
  /** The moment that its histories were weighted for, in ms. */
  moment: number;
}

export interface HistoryEvent {
  productNo: number;
  type: number;
  time: number;
  quantity: number;
  /** Whether the list knew it. */
  known: boolean;
}

/** A customer with more events is not explained: reading them would cost more than it tells. */
const MOST_EVENTS = 20_000;

/** The night that computed the list in service for a customer, where it noted what an explanation needs. */
export async function readListBasis(
  tx: TenantTx,
  list: { tenantId: number; customerNo: number; version: number; listSet: number },
): Promise<ListBasis | undefined> {
  const { rows } = await tx.execute<{ cut_seq: string; cut_at_ms: number; histories_at: string }>(sql`
    select n.cut_seq, extract(epoch from n.cut_at)::float8 * 1000 as cut_at_ms,
      stage.note -> 'detail' ->> 'historiesAt' as histories_at
    from nights n, jsonb_array_elements(n.stages) as stage(note)
    where n.tenant_id = ${list.tenantId} and stage.note ->> 'name' = 'precompute' and n.list_set = (
      select l.list_set from lists l
      where l.tenant_id = ${list.tenantId} and l.customer_no = ${list.customerNo}
        and l.version = ${list.version} and l.list_set <= ${list.listSet}
      order by l.list_set desc
      limit 1
    )`);
  const [row] = rows;
  if (!row?.histories_at) return undefined;
  return {
    cutSeq: Number(row.cut_seq),
    cutAt: new Date(row.cut_at_ms),
    moment: Date.parse(row.histories_at),
  };
}

/** A customer's events, oldest first, in the order that models read them; undefined where there are too many. */
export async function readHistory(
  tx: TenantTx,
  customer: { tenantId: number; customerNo: number },
  basis: ListBasis,
): Promise<HistoryEvent[] | undefined> {
  const { rows } = await tx.execute<{
    product_no: number;
    type: number;
    time: number;
    quantity: number;
    known: boolean;
  }>(sql`
    select product_no, type, extract(epoch from occurred_at)::float8 * 1000 as time, quantity,
      seq <= ${basis.cutSeq} and occurred_at <= to_timestamp(${basis.cutAt.getTime() / 1000}) as known
    from events
    where tenant_id = ${customer.tenantId} and customer_no = ${customer.customerNo}
    order by occurred_at, seq
    limit ${MOST_EVENTS + 1}`);
  if (rows.length > MOST_EVENTS) return undefined;
  return rows.map(({ product_no, ...event }) => ({ productNo: product_no, ...event }));
}

/** What the list knew of one customer, in the form that models take. */
export function dataOfOne(events: readonly HistoryEvent[]): TenantData {
  const known = events.filter((event) => event.known);
  const productCount = known.reduce((most, event) => Math.max(most, event.productNo), 0);
  return {
    customerCount: 1,
    productCount,
    customer: new Int32Array(known.length),
    product: Int32Array.from(known, (event) => event.productNo - 1),
    type: Uint8Array.from(known, (event) => event.type),
    time: Float64Array.from(known, (event) => event.time),
    quantity: Float32Array.from(known, (event) => event.quantity),
    value: new Float32Array(known.length).fill(Number.NaN),
    fromList: new Uint8Array(known.length),
    droppedAt: new Float64Array(productCount).fill(Number.POSITIVE_INFINITY),
  };
}
