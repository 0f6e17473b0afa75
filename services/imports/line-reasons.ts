import { type Fault, sentenceOf } from '../faults';

/** The words that the command line uses for the same faults in files. */
const REASONS: Record<string, string> = {
  eventId: 'bad_id',
  productId: 'bad_id',
  customerId: 'bad_id',
  sessionId: 'bad_id',
  type: 'bad_event_type',
  occurredAt: 'bad_time',
  quantity: 'bad_quantity',
  value: 'bad_value',
  currency: 'bad_currency',
  placement: 'bad_placement',
  recommendationId: 'bad_recommendation_id',
  name: 'bad_text',
  category: 'bad_text',
  price: 'bad_price',
  attributes: 'bad_attributes',
  dropped: 'bad_dropped',
};

const MISSING: Record<string, string> = { customerId: 'no_customer', productId: 'no_product' };

/** One word to count by, from the first fault, and all of them in a sentence. */
export function lineReason(faults: readonly Fault[]): { reason: string; detail: string } {
  const detail = faults.map(sentenceOf).join('; ');
  const [first] = faults;
  if (!first || first.path === '') return { reason: 'bad_record', detail };
  if (first.expected === 'no field of this name') return { reason: 'unknown_field', detail };
  const field = first.path.split('.')[0] ?? '';
  const missing = first.actual === 'nothing' ? MISSING[field] : undefined;
  return { reason: missing ?? REASONS[field] ?? 'bad_record', detail };
}
