import { eventTypeNumbers } from '../event-types';

/** By event type number: 1 where such an event in the history keeps the product off the customer's list. */
export type HiddenTypes = Uint8Array;

/**
 * A night's rule. New products only: what the customer bought, returned, rated or dismissed is left out, while
 * a product that was only looked at may be listed. Where looking is all that a tenant's data knows, the goal
 * itself hides. With seen products included, only a dismissal hides.
 */
export function hiddenTypes(includeSeen: boolean, goal: number): HiddenTypes {
  const { purchase, rating, dismiss } = eventTypeNumbers;
  const hidden = new Uint8Array(9);
  hidden[dismiss] = 1;
  if (!includeSeen) for (const type of [purchase, rating, eventTypeNumbers.return, goal]) hidden[type] = 1;
  return hidden;
}

/** The stricter rule of `evaluate`: anything in the history hides, unless seen products are included. */
export function hiddenByAnything(includeSeen: boolean): HiddenTypes {
  const hidden = new Uint8Array(9).fill(includeSeen ? 0 : 1);
  hidden[eventTypeNumbers.shown] = 0; // a list that was shown is our doing, not the customer's history
  return hidden;
}
