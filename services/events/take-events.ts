import type { Db } from '../../db/client';
import { checkItems, type RejectedItem } from '../batches';
import type { SecretStore } from '../recommendation-ids/tenant-secrets';
import { EventInput, isTooFarAhead } from './event-input';
import { type Recorded, recordEvents } from './record-events';

export type TakenEvents = Recorded & { rejected: RejectedItem[] };

/** Takes a batch as it came: what fits is stored in one transaction, what does not is told. */
export async function takeEvents(
  deps: { db: Db; secrets: SecretStore; now: () => number },
  tenantId: number,
  items: readonly unknown[],
): Promise<TakenEvents> {
  const now = deps.now();
  const { taken, rejected } = checkItems(eventBy(now), items);
  return { ...(await recordEvents(deps, tenantId, taken)), rejected };
}

/** The event's schema at a moment: what lies more than a day ahead of it cannot have happened. */
export function eventBy(now: number) {
  return EventInput.refine((event) => !isTooFarAhead(event, now), {
    path: ['occurredAt'],
    error: `a time at most 24 hours ahead of now, which is ${new Date(now).toISOString()}`,
  });
}
