import { sql } from 'drizzle-orm';
import type { Db } from '../../db/client';
import type { TenantTx } from '../../db/in-tenant';
import { lockAsEventWriter } from '../../db/locks';
import { plainArray } from '../array-literals';
import { numbersOf } from '../numbers/assign-numbers';
import { attribute, REFUSED, VERIFIED } from '../recommendation-ids/attribute';
import type { SecretStore, TenantSecrets } from '../recommendation-ids/tenant-secrets';
import { writeInTenant } from '../writers/write-in-tenant';
import { type EventRow, eventColumns, eventHash } from './event-columns';
import type { EventInput } from './event-input';

export interface Recorded {
  accepted: number;
  /** Events whose id was there before, in the store or earlier in this batch: the first content stays. */
  duplicates: number;
  /** Of the recommendation ids that came along with events that are new. */
  attributed: number;
  refusedRecommendationIds: number;
}

/** Numbers that an import has met before; only of transactions that committed. */
export interface KnownNumbers {
  products: Map<string, number>;
  customers: Map<string, number>;
}

/** Stores a batch of checked events in one transaction: all of them or, where it fails, none. */
export async function recordEvents(
  deps: { db: Db; secrets: SecretStore },
  tenantId: number,
  batch: readonly EventInput[],
  remembered?: KnownNumbers,
): Promise<Recorded> {
  if (batch.length === 0) return { accepted: 0, duplicates: 0, attributed: 0, refusedRecommendationIds: 0 };
  const secrets = await deps.secrets.of(tenantId);
  const firsts = firstOfEach(batch);
  const { rows, accepted, found } = await writeInTenant(deps.db, tenantId, async (tx) => {
    await lockAsEventWriter(tx, tenantId);
    // Before anything is numbered: what a duplicate names, nobody has seen or bought.
    const unsure = [...firsts].filter(([, event]) => !remembered || bringsNews(event, remembered));
    const known = await knownHashes(
      tx,
      tenantId,
      unsure.map(([hash]) => hash),
    );
    const fresh = [...firsts].filter(([hash]) => !known.has(hash));
    const productIds = fresh.map(([, event]) => event.productId);
    const customerIds = fresh.flatMap(([, event]) => event.customerId ?? []);
    // Products first, everywhere: the counter's lock then has one order too.
    const products = await resolve(tx, tenantId, 'products', productIds, remembered?.products);
    const customers = await resolve(tx, tenantId, 'customers', customerIds, remembered?.customers);
    const numbers = { products, customers };
    const rows = fresh.map(([hash, event]) => eventRow(secrets, tenantId, event, hash, numbers));
    const accepted = rows.length > 0 ? await insertEvents(tx, tenantId, eventColumns(rows, secrets)) : 0;
    return { rows, accepted, found: numbers };
  });
  if (remembered) {
    for (const [id, no] of found.products) remembered.products.set(id, no);
    for (const [id, no] of found.customers) remembered.customers.set(id, no);
  }
  return {
    accepted,
    duplicates: batch.length - accepted,
    attributed: rows.filter((row) => row.attribution.attribution === VERIFIED).length,
    refusedRecommendationIds: rows.filter((row) => row.attribution.attribution === REFUSED).length,
  };
}

/** By hash; of several with one id the first. */
function firstOfEach(batch: readonly EventInput[]): Map<string, EventInput> {
  const firsts = new Map<string, EventInput>();
  for (const event of batch) {
    const hash = eventHash(event.eventId);
    if (!firsts.has(hash)) firsts.set(hash, event);
  }
  return firsts;
}

/** Whether an event, if it is a duplicate, must be known for one before the insert finds out. */
function bringsNews(event: EventInput, remembered: KnownNumbers): boolean {
  if (event.recommendationId !== undefined || !remembered.products.has(event.productId)) return true;
  return event.customerId !== undefined && !remembered.customers.has(event.customerId);
}

/** Those that are stored already. One that another transaction is storing at this moment is found by the insert. */
async function knownHashes(tx: TenantTx, tenantId: number, hashes: string[]): Promise<Set<string>> {
  if (hashes.length === 0) return new Set();
  // Sorted, so that the key is read from left to right. Each by itself (limit 1), for `= any` would read all events of
  // the tenant where the table has no statistics yet.
  const { rows } = await tx.execute<{ hash: string }>(sql`
    select replace(u.hash::text, '-', '') as hash
    from unnest(${plainArray(hashes.sort())}::uuid[]) as u(hash)
    cross join lateral (
      select from events e where e.tenant_id = ${tenantId}::int and e.event_hash = u.hash limit 1
    ) known`);
  return new Set(rows.map((row) => row.hash));
}

/** The numbers of these ids: those remembered, and the rest from the database. */
async function resolve(
  tx: TenantTx,
  tenantId: number,
  kind: 'products' | 'customers',
  ids: string[],
  remembered: Map<string, number> | undefined,
): Promise<Map<string, number>> {
  if (ids.length === 0) return new Map();
  if (!remembered) return numbersOf(tx, tenantId, kind, ids);
  const unknown = ids.filter((id) => !remembered.has(id));
  const found = unknown.length > 0 ? await numbersOf(tx, tenantId, kind, unknown) : new Map<string, number>();
  for (const id of ids) {
    const no = remembered.get(id);
    if (no !== undefined) found.set(id, no);
  }
  return found;
}

function eventRow(
  secrets: TenantSecrets,
  tenantId: number,
  event: EventInput,
  eventHash: string,
  { products, customers }: KnownNumbers,
): EventRow {
  const productNo = products.get(event.productId);
  const customerNo = event.customerId === undefined ? null : customers.get(event.customerId);
  if (productNo === undefined || customerNo === undefined) {
    throw new Error('Expected a number for every product and customer of the batch, found one without');
  }
  const { recommendationId, customerId } = event;
  const attribution = attribute(secrets, tenantId, { recommendationId, customerId, customerNo, productNo });
  return { event, eventHash, customerNo, productNo, attribution };
}

async function insertEvents(tx: TenantTx, tenantId: number, columns: string[]): Promise<number> {
  const [hash, type, customer, product, session, at, quantity, value, currency, placement, ...list] = columns;
  const [attribution, listHash, listVersion, listArm, listServedAt] = list;
  const inserted = await tx.execute(sql`
    insert into events (tenant_id, event_hash, type, customer_no, product_no, session_hash, occurred_at,
      quantity, value, currency, placement, attribution, list_hash, list_version, list_arm, list_served_at)
    select ${tenantId}::int, u.hash, u.type, u.customer, u.product, u.session, to_timestamp(u.at / 1000),
      u.quantity, u.value, u.currency, u.placement, u.attribution, u.list_hash, u.list_version, u.list_arm,
      to_timestamp(u.list_served_at / 1000)
    from unnest(${hash}::uuid[], ${type}::int2[], ${customer}::int[], ${product}::int[], ${session}::uuid[],
      ${at}::float8[], ${quantity}::float4[], ${value}::float8[], ${currency}::text[], ${placement}::int2[],
      ${attribution}::int2[], ${listHash}::uuid[], ${listVersion}::int[], ${listArm}::int2[],
      ${listServedAt}::float8[])
      as u(hash, type, customer, product, session, at, quantity, value, currency, placement, attribution,
        list_hash, list_version, list_arm, list_served_at)
    on conflict do nothing`);
  return inserted.rowCount ?? 0;
}
