import { detached, finiteNumber, idFault, shown } from './cells';
import { type CellIndex, type ConvertRow, lineContent, type RowContext, type RowKind } from './row-kind';
import { type EventRecord, Refusal } from './types';

/**
 * The UCI "Online Retail" export (doi:10.24432/C5BW33), and others in its shape: invoice lines of a wholesaler in
 * London, with the traces every real ledger has. What is not a sale to a known customer is refused with a reason.
 */

/** Lines that are in the ledger but not on the shelf. */
const nonProducts = new Map([
  ['POST', 'postage'],
  ['DOT', 'postage'],
  ['C2', 'carriage'],
  ['D', 'a discount'],
  ['M', 'a manual entry'],
  ['S', 'samples'],
  ['B', 'an adjustment for bad debt'],
  ['BANK CHARGES', 'bank charges'],
  ['AMAZONFEE', 'a marketplace fee'],
  ['CRUK', 'a commission'],
  ['PADS', 'pads given with cushions'],
  ['GIFT', 'a gift voucher'],
]);
const giftVoucher = /^gift_/i;
const testOrAdjustment = /^(?:TEST|ADJUST)/i;

export interface RetailEvent extends EventRecord {
  description: string;
  unitPrice: number;
}

const columns = [
  { field: 'invoice', label: 'InvoiceNo', aliases: ['InvoiceNo', 'Invoice'], required: true },
  { field: 'product_id', label: 'StockCode', aliases: ['StockCode'], required: true },
  { field: 'description', aliases: ['Description'] },
  { field: 'quantity', label: 'Quantity', aliases: ['Quantity'], required: true },
  { field: 'occurred_at', label: 'InvoiceDate', aliases: ['InvoiceDate'], required: true },
  { field: 'price', label: 'UnitPrice', aliases: ['UnitPrice', 'Price'], required: true },
  { field: 'customer_id', label: 'CustomerID', aliases: ['CustomerID', 'Customer ID'], required: true },
];

export const onlineRetailRows: RowKind<RetailEvent> = {
  columns,
  zone: 'Europe/London',
  converter: (context) => retailConverter(context),
};

function retailConverter({ file, at, times, ids }: RowContext): ConvertRow<RetailEvent> {
  return (cells, line) => {
    const customerId = wholeNumberText(cellOf(cells, at, 'customer_id'));
    const productId = cellOf(cells, at, 'product_id');
    if (customerId === '') return new Refusal('no_customer', 'expected a CustomerID, got nothing (a guest)');
    const fault = idFault('customer_id', customerId) ?? idFault('product_id', productId);
    if (fault) return fault;
    const other = nonProduct(productId);
    if (other)
      return new Refusal(
        'not_a_product',
        `expected a product's StockCode, got ${shown(productId)}: ${other}`,
      );

    const priceText = cellOf(cells, at, 'price');
    const unitPrice = finiteNumber(priceText);
    if (!(unitPrice > 0)) return priceRefusal(priceText, unitPrice);
    const quantityText = cellOf(cells, at, 'quantity');
    const quantity = finiteNumber(quantityText);
    if (Number.isNaN(quantity) || quantity === 0) {
      return new Refusal(
        'bad_quantity',
        `expected a Quantity that is a number other than 0, got ${shown(quantityText)}`,
      );
    }
    const timeText = cellOf(cells, at, 'occurred_at');
    const iso = times.read(timeText);
    const occurredAt = Number.isNaN(iso) ? times.readUsOrder(timeText) : iso;
    if (Number.isNaN(occurredAt)) {
      return new Refusal(
        'bad_time',
        `expected an InvoiceDate like 2010-12-01 08:26:00, got ${shown(timeText)}`,
      );
    }

    const cancelled = quantity < 0 || /^c/i.test(cellOf(cells, at, 'invoice'));
    return {
      file,
      line,
      eventId: ids.idFor(lineContent(cells)),
      type: cancelled ? 'return' : 'purchase',
      occurredAt,
      productId: detached(productId),
      customerId: detached(customerId),
      quantity: Math.abs(quantity),
      value: Math.round(Math.abs(quantity) * unitPrice * 100) / 100,
      description: cellOf(cells, at, 'description'),
      unitPrice,
    };
  };
}

function cellOf(cells: string[], at: CellIndex, field: string): string {
  return (cells[at[field]!] ?? '').trim();
}

/** Spreadsheets turn an id column with gaps into decimals: 17850.0 is customer 17850. */
function wholeNumberText(text: string): string {
  return text.endsWith('.0') && /^\d+\.0$/.test(text) ? text.slice(0, -2) : text;
}

function nonProduct(code: string): string | undefined {
  if (code.charCodeAt(0) < 58) return undefined; // starts with a digit: a stock number
  if (giftVoucher.test(code)) return 'a gift voucher';
  if (testOrAdjustment.test(code)) return 'a test or an adjustment';
  return nonProducts.get(code.toUpperCase());
}

function priceRefusal(text: string, price: number): Refusal {
  if (Number.isNaN(price))
    return new Refusal('bad_price', `expected a UnitPrice that is a number, got ${shown(text)}`);
  return new Refusal('no_price', `expected a UnitPrice above 0, got ${shown(text)}`);
}
