import { breweryDistributor } from './worlds/brewery';
import { smallShop } from './worlds/shop';
import { telecomReseller } from './worlds/telecom';

/** Worlds that are known by name: what they sell, to whom, in which rhythm. */
export const kinds = {
  brewery: breweryDistributor,
  telecom: telecomReseller,
  shop: smallShop,
} as const;

export type Kind = keyof typeof kinds;
