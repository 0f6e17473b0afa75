import type { RecipeSpec } from '../recipe';

/** How much there is to learn from and to rank, at the cut of the fit. */
export interface TenantSize {
  customers: number;
  products: number;
  events: number;
}

export const popularityHalfLives = [7, 14, 30, 60, 0] as const;

export function popularityRecipe(halfLifeDays: number): RecipeSpec {
  return { name: 'popularity', params: { halfLifeDays } };
}

/** Popularity in all its forms: the best of them is the baseline everywhere. */
export const popularityRecipes: readonly RecipeSpec[] = popularityHalfLives.map(popularityRecipe);

/** Below this, co-purchases are coincidences: popularity stands alone. */
const fewestEvents = 20;
/** EASE's inverse is cubic: its products are capped, and further so where a night must stay cheap. */
const mostBestSellers = 800;

/** The recipes that a tenant of this size starts from; the search varies the best of them. */
export function openingRecipes(size: TenantSize): RecipeSpec[] {
  if (size.events < fewestEvents || size.products < 2 || size.customers < 2) return [];
  const prior = { prior: 0.05, priorHalfLifeDays: 7 };
  const bestSellers = Math.min(mostBestSellers, Math.max(1, size.products));
  return [
    { name: 'neighbours', params: { shrink: 10, halfLifeDays: 60, ...prior } },
    { name: 'ease', params: { lambda: 3, halfLifeDays: 45, bestSellers, ...prior } },
  ];
}

/** One step away from a recipe in each of the directions that pay. */
export function variationsOf(recipe: RecipeSpec): RecipeSpec[] {
  const vary = (params: RecipeSpec['params']): RecipeSpec => ({
    name: recipe.name,
    params: { ...recipe.params, ...params },
  });
  if (recipe.name === 'popularity') return [];
  return [0, 0.02, 0.1, 0.2].map((prior) => vary({ prior }));
}
