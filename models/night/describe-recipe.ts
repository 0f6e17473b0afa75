import type { RecipeSpec } from '../recipe';

const names: Record<string, string> = {
  popularity: 'what sells best',
  neighbours: 'products bought by the same customers',
  ease: 'patterns across whole purchase histories',
  blend: 'whole purchase histories and products bought together',
  repeat: 'what each customer buys again and again',
};

/** A recipe in words that a salesperson knows, its technical name beside it. */
export function describeRecipe(recipe: RecipeSpec): string {
  const words = names[recipe.name];
  return words ? `“${words}” (${recipe.name})` : recipe.name;
}
