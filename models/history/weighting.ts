import { eventTypeNumbers } from '../event-types';
import { numberParam, type RecipeSpec } from '../recipe';

// Taken once: a global read in every turn of a hot loop is dear where code runs in a sandbox, as under Jest.
const { exp, LN2 } = Math;

export const dayMs = 86_400_000;

/**
 * How much an event says about a customer's taste: type × quantity^quantityPower × 2^(−age / half-life).
 * Several events on one product add up, and the sum is raised to `sumPower`, so that the tenth box of the
 * same product says less than the first.
 */
export interface Weighting {
  /** 0 means that age does not matter. */
  halfLifeDays: number;
  quantityPower: number;
  sumPower: number;
  /** By event type number; 0 where the type says nothing. */
  types: Float64Array;
}

const defaultTypeWeights = { view: 0.1, click: 0.2, add_to_cart: 0.5, purchase: 1, rating: 1 } as const;

/** By number: what customers do on the way to a purchase. */
export const browsingTypes = [
  eventTypeNumbers.view,
  eventTypeNumbers.click,
  eventTypeNumbers.add_to_cart,
] as const;

/**
 * Reads a weighting off a recipe: `halfLifeDays`, `quantityPower`, `sumPower`, `view`, `click`, ... `browsing`
 * multiplies what views, clicks and carts weigh, so that the search can turn them up, down or off at once.
 */
export function weightingOf(recipe: RecipeSpec): Weighting {
  const types = new Float64Array(9);
  for (const [type, weight] of Object.entries(defaultTypeWeights)) {
    types[eventTypeNumbers[type as keyof typeof defaultTypeWeights]] = numberParam(recipe, type, weight);
  }
  const browsing = numberParam(recipe, 'browsing', 1);
  for (const type of browsingTypes) types[type]! *= browsing;
  return {
    halfLifeDays: numberParam(recipe, 'halfLifeDays', 0),
    quantityPower: numberParam(recipe, 'quantityPower', 0),
    sumPower: numberParam(recipe, 'sumPower', 0.5),
    types,
  };
}

/** The weighting of a history that is asked about: by default the one of the fit, aged as the recipe says. */
export function historyWeightingOf(recipe: RecipeSpec): Weighting {
  const weighting = weightingOf(recipe);
  return { ...weighting, halfLifeDays: numberParam(recipe, 'historyHalfLifeDays', weighting.halfLifeDays) };
}

/** 2^(−age / half-life); 1 where the half-life is 0. An event of the future counts as one of now. */
export function decay(ageMs: number, halfLifeDays: number): number {
  if (halfLifeDays === 0 || ageMs <= 0) return 1;
  return exp((-LN2 * ageMs) / (halfLifeDays * dayMs)); // several times faster than 2 ** x
}

const eventWeight = (weighting: Weighting, type: number, quantity: number, ageMs: number): number => {
  const typeWeight = weighting.types[type]!;
  if (typeWeight === 0) return 0;
  const size = weighting.quantityPower === 0 || !(quantity > 0) ? 1 : quantity ** weighting.quantityPower;
  return typeWeight * size * decay(ageMs, weighting.halfLifeDays);
};

export { eventWeight };
