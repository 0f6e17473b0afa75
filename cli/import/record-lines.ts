import type { CustomerRecord, EventRecord, ProductRecord } from '../files/types';

/** Records as the API's import call takes them: one JSON object a line. */

/** `importedAt` stands in where the file has no times: one moment for the whole import. */
export function eventLine(event: EventRecord, importedAt: string): string {
  return JSON.stringify({
    eventId: event.eventId,
    type: event.type,
    occurredAt: event.occurredAt === undefined ? importedAt : new Date(event.occurredAt).toISOString(),
    productId: event.productId,
    customerId: event.customerId,
    sessionId: event.sessionId,
    quantity: event.quantity,
    value: event.value,
    currency: event.currency,
    recommendationId: event.recommendationId,
    placement: event.placement,
  });
}

export function productLine(product: Omit<ProductRecord, 'file' | 'line'>): string {
  const { productId, name, category, price, attributes, dropped } = product;
  return JSON.stringify({ productId, name, category, price, attributes, dropped });
}

export function customerLine({ customerId, name, attributes }: CustomerRecord): string {
  return JSON.stringify({ customerId, name, attributes });
}
