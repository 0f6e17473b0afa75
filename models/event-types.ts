/**
 * What can happen between a customer and a product, and the small number each kind is stored under.
 * The order is fixed for good: the numbers stand in every stored event.
 */
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

/** From the name to the stored number: view is 1, dismiss is 8. */
export const eventTypeNumbers: Readonly<Record<EventType, number>> = {
  view: 1,
  click: 2,
  add_to_cart: 3,
  purchase: 4,
  return: 5,
  rating: 6,
  shown: 7,
  dismiss: 8,
};

export function eventTypeName(number: number): EventType {
  const name = eventTypes[number - 1];
  if (name === undefined) throw new RangeError(`event type must be 1 to ${eventTypes.length}, got ${number}`);
  return name;
}
