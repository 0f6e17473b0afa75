import type { RecipeSpec } from '../recipe';

/** How much there is to learn from and to rank, at the cut of the fit. */
export interface TenantSize {
  customers: number;
  products: number;
  events: number;
  /** Whether there are purchases and, beside them, views, clicks or carts. */
  browses: boolean;
}

export const popularityHalfLives = [7, 14, 30, 60, 0] as const;

export function popularityRecipe(halfLifeDays: number): RecipeSpec {
  return { name: 'popularity', params: { halfLifeDays } };
}

/** Popularity in all its forms: the best of them is the baseline everywhere. */
export const popularityRecipes: readonly RecipeSpec[] = popularityHalfLives.map(popularityRecipe);

/** Below this, co-purchases are coincidences: popularity stands alone. */
const fewestEvents = 20;
/** EASE's inverse is cubic, and more than this gained nothing on Online Retail: docs/quality.md. */
const mostBestSellers = 500;

/** Where the search starts: what did best on Online Retail's cuts from June to September. */
const learning = {
  halfLifeDays: 90,
  links: 30,
  prior: 0.02,
  trend: 1.2,
  trendSmooth: 1,
};
const reordering = { prior: 0.05, repeat: 0.6, historyHalfLifeDays: 300 };

/**
 * The recipes that a tenant of this size starts from; the search varies the best of them. Their prior is
 * popularity at the half-life that did best by itself.
 */
export function openingRecipes(
  size: TenantSize,
  includeSeen: boolean,
  priorHalfLifeDays: number,
): RecipeSpec[] {
  if (size.events < fewestEvents || size.products < 2 || size.customers < 2) return [];
  const common = {
    ...learning,
    priorHalfLifeDays,
    ...(includeSeen ? reordering : {}),
    ...(size.browses ? { browsing: 1 } : {}),
  };
  // The cap, not the number of products: a recipe must not turn into another because the catalogue grew.
  const ease = { ...common, lambda: 3, bestSellers: mostBestSellers };
  const repeats: RecipeSpec[] = includeSeen
    ? [{ name: 'repeat', params: { sumPower: 1, halfLifeDays: 0, prior: 0.01, priorHalfLifeDays } }]
    : [];
  return [
    ...repeats,
    { name: 'neighbours', params: { ...common, prior: 0.2, shrink: 10 } },
    { name: 'ease', params: ease },
    { name: 'blend', params: { ...ease, shrink: 10, neighbours: 0.05 } },
  ];
}

/**
 * The search's moves, one hyper-parameter after another, each from the best so far. Those that reuse the links
 * come first: they cost a judging, not a fit.
 */
const moves: readonly { param: string; values: readonly number[]; only?: readonly string[] }[] = [
  { param: 'trend', values: [0, 0.6, 1.2, 1.8] },
  { param: 'prior', values: [0.005, 0.02, 0.08, 0.3, 1, 4] },
  { param: 'repeat', values: [0.2, 0.6, 2] },
  { param: 'browsing', values: [0, 0.3, 1, 3] },
  { param: 'halfLifeDays', values: [30, 90, 270] },
  { param: 'lambda', values: [1, 3, 10], only: ['ease', 'blend'] },
];

/** One grid of the search: the recipe's neighbours along one hyper-parameter. */
export interface Step {
  /** The recipe with the next lower and the next higher value than its own, where the grid has them. */
  around(recipe: RecipeSpec): RecipeSpec[];
}

/** The steps of the search from a recipe that did well so far. */
export function stepsFrom(recipe: RecipeSpec): Step[] {
  return moves
    .filter(({ param, only }) => param in recipe.params && (only === undefined || only.includes(recipe.name)))
    .filter(() => recipe.name !== 'popularity')
    .map(({ param, values }) => ({
      around: (from) => {
        const own = Number(from.params[param]);
        const lower = values.findLast((value) => value < own);
        const higher = values.find((value) => value > own);
        return [lower, higher]
          .filter((value) => value !== undefined)
          .map((value) => ({ name: from.name, params: { ...from.params, [param]: value } }));
      },
    }));
}
