import { detached, finiteNumber, idFault, shown, textFault } from './cells';
import type { RowContext, RowKind } from './row-kind';
import { type CustomerRecord, type ProductRecord, Refusal } from './types';

const MAX_NAME_CHARS = 500;
const MAX_PRICE = 1e12;

/** Products in the contract's own columns. */
export const productRows: RowKind<ProductRecord> = {
  columns: [
    { field: 'product_id', aliases: ['productId'], required: true },
    { field: 'name' },
    { field: 'category' },
    { field: 'price' },
    { field: 'attributes' },
    { field: 'dropped' },
  ],
  converter: (context) => (cells, line) => {
    const cell = cellReader(context, cells);
    const productId = cell('product_id');
    const fault =
      idFault('product_id', productId) ??
      textFault('name', cell('name'), MAX_NAME_CHARS) ??
      textFault('category', cell('category'), MAX_NAME_CHARS);
    if (fault) return fault;
    const attributes = readAttributes(cell('attributes'));
    if (attributes instanceof Refusal) return attributes;
    const dropped = readFlag(cell('dropped'));
    if (dropped instanceof Refusal) return dropped;
    const price = cell('price') === '' ? undefined : finiteNumber(cell('price'));
    if (price !== undefined && !(price >= 0 && price <= MAX_PRICE)) {
      return new Refusal(
        'bad_price',
        `expected a number from 0 to 1000000000000, got ${shown(cell('price'))}`,
      );
    }

    const record: ProductRecord = { file: context.file, line, productId: detached(productId) };
    if (cell('name') !== '') record.name = detached(cell('name'));
    if (cell('category') !== '') record.category = detached(cell('category'));
    if (price !== undefined) record.price = price;
    if (attributes !== undefined) record.attributes = attributes;
    if (dropped !== undefined) record.dropped = dropped;
    return record;
  },
};

/** Customers in the contract's own columns. */
export const customerRows: RowKind<CustomerRecord> = {
  columns: [
    { field: 'customer_id', aliases: ['customerId'], required: true },
    { field: 'name' },
    { field: 'attributes' },
  ],
  converter: (context) => (cells, line) => {
    const cell = cellReader(context, cells);
    const customerId = cell('customer_id');
    const fault = idFault('customer_id', customerId) ?? textFault('name', cell('name'), MAX_NAME_CHARS);
    if (fault) return fault;
    const attributes = readAttributes(cell('attributes'));
    if (attributes instanceof Refusal) return attributes;

    const record: CustomerRecord = { file: context.file, line, customerId: detached(customerId) };
    if (cell('name') !== '') record.name = detached(cell('name'));
    if (attributes !== undefined) record.attributes = attributes;
    return record;
  },
};

function cellReader({ at }: RowContext, cells: string[]): (field: string) => string {
  return (field) => cells[at[field]!] ?? '';
}

function readAttributes(text: string): Record<string, unknown> | undefined | Refusal {
  if (text === '') return undefined;
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return value as Record<string, unknown>; // just checked to be an object
    }
  } catch {
    // falls through to the refusal: the text is what the message needs, not the parser's position in it
  }
  return new Refusal('bad_attributes', `expected a JSON object, got ${shown(text)}`);
}

function readFlag(text: string): boolean | undefined | Refusal {
  if (text === '') return undefined;
  const flag = text.trim().toLowerCase();
  if (flag === 'true' || flag === '1') return true;
  if (flag === 'false' || flag === '0') return false;
  return new Refusal('bad_dropped', `expected true or false in dropped, got ${shown(text)}`);
}
