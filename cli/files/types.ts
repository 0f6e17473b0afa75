/** What files hold, once read: the same records whatever the format, the column names or the preset. */

export const eventTypes = [
  'view',
  'click',
  'add_to_cart',
  'purchase',
  'return',
  'rating',
  'shown',
  'dismiss',
] as const;
export type EventType = (typeof eventTypes)[number];

export const recordKinds = ['events', 'products', 'customers'] as const;
export type RecordKind = (typeof recordKinds)[number];

/** Where a record came from: `line` is the number of the line it starts on, the header being line 1. */
export interface Origin {
  file: string;
  line: number;
}

export interface EventRecord extends Origin {
  eventId: string;
  type: EventType;
  /** Milliseconds since 1970 UTC; absent when the file has no time: then no order is assumed. */
  occurredAt?: number;
  productId: string;
  customerId?: string;
  sessionId?: string;
  quantity?: number;
  value?: number;
  currency?: string;
  recommendationId?: string;
  placement?: string;
}

export interface ProductRecord extends Origin {
  productId: string;
  name?: string;
  category?: string;
  price?: number;
  attributes?: Record<string, unknown>;
  dropped?: boolean;
}

export interface CustomerRecord extends Origin {
  customerId: string;
  name?: string;
  attributes?: Record<string, unknown>;
}

/** A line that was not taken, and why: `detail` says what was expected and what came. */
export interface LineProblem extends Origin {
  reason: string;
  detail: string;
}

export type OnProblem = (problem: LineProblem) => void;

/** What a row turned out to be instead of a record. A value, not an exception: a file may hold millions. */
export class Refusal {
  readonly reason: string;
  readonly detail: string;
  constructor(reason: string, detail: string) {
    this.reason = reason;
    this.detail = detail;
  }
}

/** A file that cannot be read any further: missing, cut off, without the columns it must have. */
export class FileError extends Error {
  override name = 'FileError';
}
