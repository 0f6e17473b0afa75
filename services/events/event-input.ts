import { z } from 'zod';
import { eventTypes } from '../../models/event-types';
import { placements } from '../placements';
import { Currency, ExternalId } from '../text-schemas';

const timeExpected = 'an ISO 8601 time with Z or an offset, such as 2026-01-31T09:30:00Z, of 1970 or later';

/** One thing that happened, as the contract has it. */
export const EventInput = z
  .strictObject({
    eventId: ExternalId,
    type: z.enum(eventTypes),
    occurredAt: z.iso
      .datetime({ offset: true, error: timeExpected })
      .refine((text) => Date.parse(text) >= 0, { error: timeExpected }),
    productId: ExternalId,
    customerId: ExternalId.optional(),
    sessionId: ExternalId.optional(),
    quantity: z
      .number({ error: 'a number from 0.000001 to 1000000000' })
      .min(1e-6, { error: 'a number from 0.000001 to 1000000000' })
      .max(1e9, { error: 'a number from 0.000001 to 1000000000' })
      .optional(),
    value: z.number().min(-1e12).max(1e12).optional(),
    currency: Currency.optional(),
    /** Whatever it is: one that is forged or altered does not keep an event out. */
    recommendationId: z.string().optional(),
    placement: z.enum(placements).optional(),
  })
  .check((context) => {
    const event = context.value;
    if (event.customerId === undefined && event.sessionId === undefined) {
      context.issues.push({
        code: 'custom',
        input: event,
        path: ['customerId'],
        message: 'a customerId or a sessionId, or both',
      });
    }
    if (event.type === 'rating' && event.value === undefined) {
      context.issues.push({
        code: 'custom',
        input: event,
        path: ['value'],
        message: 'the rating, which an event of type rating must have',
      });
    }
  })
  .meta({ id: 'Event' });
export type EventInput = z.output<typeof EventInput>;

/** Later than the sender's clock could be wrong by. */
const MOST_AHEAD_MS = 24 * 60 * 60 * 1000;

export function isTooFarAhead(event: EventInput, now: number): boolean {
  return Date.parse(event.occurredAt) > now + MOST_AHEAD_MS;
}
