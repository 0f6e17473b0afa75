import type { PoolClient } from 'pg';
import type { Db } from '../../db/client';
import type { TenantData } from '../../models/tenant-data';
import { copyColumns, withTenantSnapshot } from './copy-rows';

export interface Cut {
  cutSeq: number;
  cutAt: Date;
  cutEvents: number | null;
  /** Numbers of the products dropped at the cut. */
  dropped: readonly number[];
}

/**
 * A tenant's events up to a cut, as columns on shared memory, so that the fitting threads read this one copy.
 * What had occurred and arrived by the cut counts, nothing later; events of sessions without a customer wait
 * for the models that can use them.
 */
export function readTenantData(db: Db, tenantId: number, cut: Cut): Promise<TenantData> {
  return withTenantSnapshot(db, tenantId, async (client) => {
    const { customerCount, productCount } = await counts(client, tenantId);
    const { rows, columns } = await copyColumns(
      client,
      `select customer_no, product_no, type, extract(epoch from occurred_at)::float8 * 1000, quantity, value, attribution
       from events
       where tenant_id = ${Number(tenantId)} and seq <= ${Number(cut.cutSeq)} and customer_no is not null
         and occurred_at <= to_timestamp(${cut.cutAt.getTime() / 1000})
       order by occurred_at, seq`,
      ['int4', 'int4', 'int2', 'float8', 'float4', 'float8', 'int2'],
      (cut.cutEvents ?? 0) + 1,
    );
    const [customer, product, type, time, quantity, value, attribution] = columns as [
      Float64Array,
      Float64Array,
      Float64Array,
      Float64Array,
      Float64Array,
      Float64Array,
      Float64Array,
    ];
    const data: TenantData = {
      customerCount,
      productCount,
      customer: new Int32Array(new SharedArrayBuffer(rows * 4)),
      product: new Int32Array(new SharedArrayBuffer(rows * 4)),
      type: new Uint8Array(new SharedArrayBuffer(rows)),
      time: new Float64Array(new SharedArrayBuffer(rows * 8)),
      quantity: new Float32Array(new SharedArrayBuffer(rows * 4)),
      value: new Float32Array(new SharedArrayBuffer(rows * 4)),
      fromList: new Uint8Array(new SharedArrayBuffer(rows)),
      droppedAt: await droppedTimes(client, tenantId, productCount, cut),
    };
    for (let e = 0; e < rows; e++) {
      data.customer[e] = (customer[e] as number) - 1;
      data.product[e] = (product[e] as number) - 1;
      data.fromList[e] = attribution[e] === 1 ? 1 : 0;
    }
    data.type.set(type);
    data.time.set(time);
    data.quantity.set(quantity);
    data.value.set(value);
    return data;
  });
}

async function counts(
  client: PoolClient,
  tenantId: number,
): Promise<{ customerCount: number; productCount: number }> {
  const { rows } = await client.query<{ customers: number; products: number }>(
    'select next_customer - 1 as customers, next_product - 1 as products from tenant_counters where tenant_id = $1',
    [tenantId],
  );
  if (!rows[0]) throw new Error(`Tenant ${tenantId} has no counters`);
  return { customerCount: rows[0].customers, productCount: rows[0].products };
}

/** When each product of the cut's tombstones was dropped; one revived since is still hidden tonight. */
async function droppedTimes(
  client: PoolClient,
  tenantId: number,
  productCount: number,
  cut: Cut,
): Promise<Float64Array> {
  const times = new Float64Array(new SharedArrayBuffer(productCount * 8)).fill(Number.POSITIVE_INFINITY);
  const { rows } = await client.query<{ product_no: number; at: number }>(
    `select product_no, extract(epoch from coalesce(least(dropped_at, $3), $3))::float8 * 1000 as at from products
     where tenant_id = $1 and product_no = any ($2::int[])`,
    [tenantId, `{${cut.dropped.join(',')}}`, cut.cutAt],
  );
  for (const row of rows) times[row.product_no - 1] = row.at;
  return times;
}

/** Bytes that a tenant's columns hold: what a cache and an admission to a fit count. */
export function tenantDataBytes(data: TenantData): number {
  return data.time.length * 26 + data.productCount * 8;
}

/** How many customers and products the tenant has. */
export function catalogueSize(db: Db, tenantId: number): Promise<{ customers: number; products: number }> {
  return withTenantSnapshot(db, tenantId, async (client) => {
    const { customerCount, productCount } = await counts(client, tenantId);
    return { customers: customerCount, products: productCount };
  });
}
