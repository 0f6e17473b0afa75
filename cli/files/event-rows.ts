import { detached, finiteNumber, idFault, shown } from './cells';
import { type ConvertRow, lineContent, type RowContext, type RowKind } from './row-kind';
import { timeFormats } from './times';
import { type EventRecord, type EventType, eventTypes, Refusal } from './types';

const MIN_QUANTITY = 1e-6;
const MAX_QUANTITY = 1e9;
const MAX_VALUE = 1e12;
const typeByName = new Map<string, EventType>(eventTypes.map((type) => [type, type]));

/** Events in the contract's own columns. */
export const eventRows: RowKind<EventRecord> = {
  columns: [
    { field: 'customer_id', aliases: ['customerId'], requiredUnless: 'session_id' },
    { field: 'product_id', aliases: ['productId'], required: true },
    { field: 'event_type', aliases: ['eventType', 'type'] },
    { field: 'occurred_at', aliases: ['occurredAt'] },
    { field: 'quantity' },
    { field: 'value' },
    { field: 'event_id', aliases: ['eventId'] },
    { field: 'session_id', aliases: ['sessionId'] },
    { field: 'currency' },
    { field: 'recommendation_id', aliases: ['recommendationId'] },
    { field: 'placement' },
  ],
  converter: (context) => eventConverter(context),
};

function eventConverter({ file, at, timed, times, ids }: RowContext): ConvertRow<EventRecord> {
  const cell = (cells: string[], field: string): string => cells[at[field]!] ?? '';

  return (cells, line) => {
    const customerId = cell(cells, 'customer_id');
    const sessionId = cell(cells, 'session_id');
    const productId = cell(cells, 'product_id');
    const givenId = cell(cells, 'event_id');
    const fault =
      (sessionId === '' ? idFault('customer_id', customerId) : optionalIdFault('customer_id', customerId)) ??
      optionalIdFault('session_id', sessionId) ??
      idFault('product_id', productId) ??
      optionalIdFault('event_id', givenId);
    if (fault) return fault;

    const type = readType(cell(cells, 'event_type'));
    if (type instanceof Refusal) return type;
    const occurredAt = readTime(cell(cells, 'occurred_at').trim());
    if (occurredAt instanceof Refusal) return occurredAt;
    const quantity = readQuantity(cell(cells, 'quantity'));
    if (quantity instanceof Refusal) return quantity;
    const value = readValue(cell(cells, 'value'), type);
    if (value instanceof Refusal) return value;

    const record: EventRecord = {
      file,
      line,
      eventId: givenId === '' ? ids.idFor(lineContent(cells)) : detached(givenId),
      type,
      productId: detached(productId),
      quantity: quantity ?? 1,
    };
    if (customerId !== '') record.customerId = detached(customerId);
    if (sessionId !== '') record.sessionId = detached(sessionId);
    if (occurredAt !== undefined) record.occurredAt = occurredAt;
    if (value !== undefined) record.value = value;
    if (cell(cells, 'currency') !== '') record.currency = cell(cells, 'currency');
    if (cell(cells, 'recommendation_id') !== '') record.recommendationId = cell(cells, 'recommendation_id');
    if (cell(cells, 'placement') !== '') record.placement = cell(cells, 'placement');
    return record;
  };

  function readTime(text: string): number | undefined | Refusal {
    if (text === '')
      return timed ? new Refusal('bad_time', `expected ${timeFormats}, got nothing`) : undefined;
    const ms = times.read(text);
    return !(ms >= 0) ? new Refusal('bad_time', `expected ${timeFormats}, got ${shown(text)}`) : ms;
  }
}

function optionalIdFault(field: string, id: string): Refusal | undefined {
  return id === '' ? undefined : idFault(field, id);
}

function readType(text: string): EventType | Refusal {
  if (text === '') return 'purchase';
  const type = typeByName.get(text) ?? typeByName.get(text.trim().toLowerCase());
  return (
    type ?? new Refusal('bad_event_type', `expected one of ${eventTypes.join(', ')}, got ${shown(text)}`)
  );
}

function readQuantity(text: string): number | undefined | Refusal {
  if (text === '') return undefined;
  const quantity = finiteNumber(text);
  if (quantity >= MIN_QUANTITY && quantity <= MAX_QUANTITY) return quantity;
  const hint =
    quantity < 0 ? ' (goods that came back are an event of type return, with a positive quantity)' : '';
  return new Refusal(
    'bad_quantity',
    `expected a number from 0.000001 to 1000000000, got ${shown(text)}${hint}`,
  );
}

function readValue(text: string, type: EventType): number | undefined | Refusal {
  if (text === '') {
    if (type !== 'rating') return undefined;
    return new Refusal('bad_value', 'expected the rating in the column value, got nothing');
  }
  const value = finiteNumber(text);
  if (Math.abs(value) <= MAX_VALUE) return value;
  return new Refusal('bad_value', `expected a finite number like 12.50, got ${shown(text)}`);
}
