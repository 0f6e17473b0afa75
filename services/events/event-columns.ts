import { hash } from 'node:crypto';
import { eventTypeNumbers } from '../../models/event-types';
import { numberArray, plainArray } from '../array-literals';
import { placementNumber } from '../placements';
import { type Attribution, VERIFIED } from '../recommendation-ids/attribute';
import { keyedHash, type TenantSecrets } from '../recommendation-ids/tenant-secrets';
import type { EventInput } from './event-input';

export interface EventRow {
  event: EventInput;
  /** The first 128 bits of SHA-256 of the sender's id, in hexadecimal: the key, with the tenant. */
  eventHash: string;
  customerNo: number | null;
  productNo: number;
  attribution: Attribution;
}

export function eventHash(eventId: string): string {
  return hash('sha256', eventId, 'hex').slice(0, 32);
}

/**
 * The columns of a batch as array literals, in the order of `unnest` in record-events.ts. Two batches with the
 * same events must lock them in one order, hence the sorting; it is stable, so that of two events with one id
 * the first stays first. A column without a value is sent empty: `unnest` fills up with nulls.
 */
export function eventColumns(unsorted: EventRow[], secrets: TenantSecrets): string[] {
  const rows = [...unsorted].sort((a, b) =>
    a.eventHash < b.eventHash ? -1 : a.eventHash > b.eventHash ? 1 : 0,
  );
  const numbers = (of: (row: EventRow) => number | null) => {
    const values = rows.map(of);
    return values.every(isNull) ? '{}' : numberArray(values);
  };
  const plain = (of: (row: EventRow) => string | null) => {
    const values = rows.map(of);
    return values.every(isNull) ? '{}' : plainArray(values);
  };
  const verified = (of: (claim: Verified) => number) =>
    numbers(({ attribution: a }) => (a.attribution === VERIFIED ? of(a) : null));
  return [
    plain((row) => row.eventHash),
    numbers((row) => eventTypeNumbers[row.event.type]),
    numbers((row) => row.customerNo),
    numbers((row) => row.productNo),
    plain(({ event }) =>
      event.sessionId === undefined ? null : keyedHash(secrets.hashKey, event.sessionId, 16).toString('hex'),
    ),
    numbers((row) => Date.parse(row.event.occurredAt)),
    numbers((row) => row.event.quantity ?? 1),
    numbers((row) => row.event.value ?? null),
    plain((row) => row.event.currency ?? null),
    numbers((row) => placementOf(row)),
    numbers((row) => row.attribution.attribution),
    plain(({ attribution: a }) => (a.attribution === VERIFIED ? a.listHash : null)),
    verified((claim) => claim.list.version),
    verified((claim) => claim.list.arm),
    verified((claim) => claim.list.servedAt),
  ];
}

type Verified = Extract<Attribution, { attribution: typeof VERIFIED }>;

function isNull(value: unknown): boolean {
  return value === null;
}

/** What was signed when the list was served goes before what the sender says now. */
function placementOf({ event, attribution }: EventRow): number | null {
  const signed = attribution.attribution === VERIFIED ? attribution.list.placement : 0;
  return signed || placementNumber(event.placement) || null;
}
