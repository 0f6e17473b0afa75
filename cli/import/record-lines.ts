import type { CustomerRecord, EventRecord, ProductRecord } from '../files/types';

/** Records as the API's import call takes them: one JSON object a line. */

/** Events as lines; neighbours often share their time, which is then written once. */
export class EventLines {
  private readonly importedAt: string;
  private lastTime = Number.NaN;
  private lastIso = '';

  /** `importedAt` stands in where the file has no times: one moment for the whole import. */
  constructor(importedAt: Date) {
    this.importedAt = importedAt.toISOString();
  }

  line(event: EventRecord): string {
    const { sessionId, currency, recommendationId, placement } = event;
    return JSON.stringify({
      eventId: event.eventId,
      type: event.type,
      occurredAt: this.isoTime(event.occurredAt),
      productId: event.productId,
      customerId: event.customerId,
      quantity: event.quantity,
      value: event.value,
      ...((sessionId ?? currency ?? recommendationId ?? placement) !== undefined && {
        sessionId,
        currency,
        recommendationId,
        placement,
      }),
    });
  }

  private isoTime(time: number | undefined): string {
    if (time === undefined) return this.importedAt;
    if (time !== this.lastTime) {
      this.lastIso = new Date(time).toISOString();
      this.lastTime = time;
    }
    return this.lastIso;
  }
}

export function productLine(product: Omit<ProductRecord, 'file' | 'line'>): string {
  const { productId, name, category, price, attributes, dropped } = product;
  return JSON.stringify({ productId, name, category, price, attributes, dropped });
}

export function customerLine({ customerId, name, attributes }: CustomerRecord): string {
  return JSON.stringify({ customerId, name, attributes });
}
