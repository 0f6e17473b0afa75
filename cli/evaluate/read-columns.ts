import { emptyTenantData, eventTypeNumbers, type TenantData } from '../../models';
import type { PresetName } from '../files/presets';
import { readEventBatches } from '../files/read-records';
import type { EventRecord } from '../files/types';

export interface ReadPlan {
  map: Record<string, string>;
  preset?: PresetName | undefined;
  zone?: string | undefined;
}

/** Events of files as growing columns, with the ids as numbers in order of appearance. */
export interface Columns {
  customers: Map<string, number>;
  products: Map<string, number>;
  customer: number[];
  product: number[];
  type: number[];
  /** NaN where the file has no times. */
  time: number[];
  quantity: number[];
  value: number[];
  /** Lines that were not taken, by reason. */
  refused: Record<string, number>;
}

export function emptyColumns(): Columns {
  return {
    customers: new Map(),
    products: new Map(),
    customer: [],
    product: [],
    type: [],
    time: [],
    quantity: [],
    value: [],
    refused: {},
  };
}

/** Reads files into columns; whoever has no customer id is a guest and teaches nothing. */
export async function readColumns(files: readonly string[], plan: ReadPlan): Promise<Columns> {
  const columns = emptyColumns();
  const refuse = (reason: string): void => {
    columns.refused[reason] = (columns.refused[reason] ?? 0) + 1;
  };
  const options = {
    map: plan.map,
    ...(plan.preset ? { preset: plan.preset } : {}),
    ...(plan.zone ? { zone: plan.zone } : {}),
  };
  for await (const batch of readEventBatches(files, options, ({ reason }) => refuse(reason))) {
    for (const record of batch) {
      if (record.customerId === undefined) refuse('guest');
      else push(columns, record.customerId, record);
    }
  }
  return columns;
}

function push(columns: Columns, customerId: string, record: EventRecord): void {
  columns.customer.push(numberOf(columns.customers, customerId));
  columns.product.push(numberOf(columns.products, record.productId));
  columns.type.push(eventTypeNumbers[record.type]);
  columns.time.push(record.occurredAt ?? Number.NaN);
  columns.quantity.push(record.quantity ?? 1);
  columns.value.push(record.value ?? Number.NaN);
}

function numberOf(numbers: Map<string, number>, id: string): number {
  let number = numbers.get(id);
  if (number === undefined) {
    number = numbers.size;
    numbers.set(id, number);
  }
  return number;
}

/** Splits columns at a time; both halves keep the ids, numbered anew in order of appearance. */
export function splitAt(columns: Columns, cut: number): { train: Columns; test: Columns } {
  const train = emptyColumns();
  const test = emptyColumns();
  const customerIds = [...columns.customers.keys()];
  const productIds = [...columns.products.keys()];
  columns.time.forEach((time, e) => {
    const half = time < cut ? train : test;
    half.customer.push(numberOf(half.customers, customerIds[columns.customer[e]!]!));
    half.product.push(numberOf(half.products, productIds[columns.product[e]!]!));
    for (const name of ['type', 'time', 'quantity', 'value'] as const) half[name].push(columns[name][e]!);
  });
  return { train: { ...train, refused: columns.refused }, test };
}

/** The columns as the models read them: in order of time, or of the file where there is none. */
export function tenantDataOf(columns: Columns): TenantData {
  const n = columns.time.length;
  const time = Float64Array.from(columns.time, (ms) => (Number.isNaN(ms) ? 0 : ms));
  const order = Int32Array.from({ length: n }, (_, e) => e);
  order.sort((a, b) => time[a]! - time[b]! || a - b);
  return {
    ...emptyTenantData(columns.customers.size, columns.products.size),
    customer: Int32Array.from(order, (e) => columns.customer[e]!),
    product: Int32Array.from(order, (e) => columns.product[e]!),
    type: Uint8Array.from(order, (e) => columns.type[e]!),
    time: Float64Array.from(order, (e) => time[e]!),
    quantity: Float32Array.from(order, (e) => columns.quantity[e]!),
    value: Float32Array.from(order, (e) => columns.value[e]!),
    fromList: new Uint8Array(n),
  };
}
