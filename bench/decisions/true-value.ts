import { fitModel, type Model, type RecipeSpec, scoreLists, type TenantData } from '../../models';
import type { LivingTenant } from './living-tenant';

export const k = 10;

/** Judges recommenders of one moment by what customers will want, which no recommender can see. */
export interface Oracle {
  /** Purchases to expect from the lists that this model would serve, per customer with a history. */
  value(model: Model): number;
  /** A recipe fitted on what precedes the cut, by default all. */
  valueOfRecipe(recipe: RecipeSpec, cut?: number): number;
}

/** So many lives are lived on in all: paired differences are then known to about one per cent. */
const manyLives = 24_000;

export function createOracle(
  tenant: LivingTenant,
  data: TenantData,
  includeSeen: boolean,
  lives = manyLives,
): Oracle {
  const customers = knownCustomers(data);
  const branches = Math.max(16, Math.ceil(lives / tenant.world.settings.customers));
  const expected = tenant.expectedPurchases(branches, !includeSeen);
  const value = (model: Model): number => {
    const lists = scoreLists(data, model, { customers, k, includeSeen, asOf: tenant.now });
    let sum = 0;
    lists.products.forEach((product, at) => {
      if (product >= 0) sum += expected[customers[Math.floor(at / k)]! * data.productCount + product]!;
    });
    return sum / customers.length;
  };
  return { value, valueOfRecipe: (recipe, cut) => value(fitModel(data, recipe, 1, cut)) };
}

export function knownCustomers(data: TenantData): Int32Array {
  return Int32Array.from(new Set(data.customer)).sort();
}
