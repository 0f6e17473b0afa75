import { join, resolve } from 'node:path';
import { readColumns, tenantDataOf } from '../../cli/evaluate/read-columns';
import type { TenantData } from '../../models';

/** Where the published data sets lie; the README says where to download each. */
const folder = resolve(process.env.NIGHTSHIFT_DATA ?? '../shared/data');

export async function loadOnlineRetail(): Promise<TenantData> {
  const file = join(folder, 'online-retail/online-retail.csv.gz');
  return tenantDataOf(await readColumns([file], { map: {}, preset: 'online-retail' }));
}

export async function loadCompleteJourney(): Promise<TenantData> {
  const file = join(folder, 'complete-journey/transactions_sample.csv.gz');
  const map = {
    customer_id: 'household_id',
    product_id: 'product_id',
    occurred_at: 'transaction_timestamp',
    quantity: 'quantity',
    value: 'sales_value',
  };
  return tenantDataOf(await readColumns([file], { map }));
}

/** The events for which `keep` holds; customers and products keep their numbers. */
export function eventsWhere(data: TenantData, keep: (event: number) => boolean): TenantData {
  const events = Int32Array.from({ length: data.time.length }, (_, e) => e).filter(keep);
  return {
    ...data,
    customer: Int32Array.from(events, (e) => data.customer[e]!),
    product: Int32Array.from(events, (e) => data.product[e]!),
    type: Uint8Array.from(events, (e) => data.type[e]!),
    time: Float64Array.from(events, (e) => data.time[e]!),
    quantity: Float32Array.from(events, (e) => data.quantity[e]!),
    value: Float32Array.from(events, (e) => data.value[e]!),
    fromList: Uint8Array.from(events, (e) => data.fromList[e]!),
  };
}

export const before = (data: TenantData, cut: number): TenantData =>
  eventsWhere(data, (e) => data.time[e]! < cut);
