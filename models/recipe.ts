/** A recipe: an algorithm by name with its hyper-parameters, as plain JSON that a night can store. */
export interface RecipeSpec {
  name: string;
  params: Record<string, number | string | boolean>;
}

/** The same recipe, whatever the order of its parameters. */
export function sameRecipe(a: RecipeSpec, b: RecipeSpec): boolean {
  return recipeKey(a) === recipeKey(b);
}

/** One text per recipe: equal recipes give equal keys. */
export function recipeKey(recipe: RecipeSpec): string {
  const params = Object.entries(recipe.params).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return `${recipe.name} ${JSON.stringify(params)}`;
}

/** A numeric parameter, or its default where the recipe is silent. */
export function numberParam(recipe: RecipeSpec, name: string, otherwise: number): number {
  const value = recipe.params[name] ?? otherwise;
  if (typeof value !== 'number' || !Number.isFinite(value)) {
    throw new RangeError(`${recipe.name}: ${name} must be a finite number, got ${String(value)}`);
  }
  return value;
}
