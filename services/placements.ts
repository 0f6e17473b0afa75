/** Where a list is shown, and the small number each is stored under. The order is fixed for good. */
export const placements = ['inbound_call', 'outbound_call', 'home', 'product', 'basket', 'checkout'] as const;
export type Placement = (typeof placements)[number];

/** From the name to the stored number, from 1; 0 stands for none. */
export function placementNumber(placement: Placement | undefined): number {
  return placement === undefined ? 0 : placements.indexOf(placement) + 1;
}
