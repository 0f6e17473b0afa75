import type { HiddenTypes } from '../evaluation/hidden-types';
import { askQuestions } from '../evaluation/questions';
import { indexByCustomer } from '../history/customer-index';
import type { RecipeSpec } from '../recipe';
import type { TenantData } from '../tenant-data';
import { holdOutShare } from './hold-out-share';
import { planValidation } from './plan-windows';
import { searchRecipes } from './search-recipes';
import { type Tried, triedOf } from './tournament';

export interface RecipeChoice {
  chosen: RecipeSpec;
  /** The best of each kind of recipe on validation, popularity first. */
  families: RecipeSpec[];
  tried: Tried[];
  validationCustomers: number;
  /** How the recipes were compared: on the last days, or on a share of each customer's products. */
  validation: 'time' | 'share';
}

export interface RecipeChoiceOptions {
  zone: string;
  seed: number;
  hidden: HiddenTypes;
  includeSeen: boolean;
  k: number;
  now?: () => number;
}

/** Chooses a recipe by its own data alone, without a champion or a decision: what `evaluate` does with a file. */
export function chooseRecipe(data: TenantData, options: RecipeChoiceOptions): RecipeChoice {
  const window = planValidation(data, options.zone);
  const index = indexByCustomer(data);
  const shared = window ? undefined : holdOutShare(data, index, options.seed);
  const validated = shared?.data ?? data;
  const validatedIndex = shared ? indexByCustomer(validated) : index;
  const cut = window?.fitEnd ?? shared!.cut;
  const questions = askQuestions(validated, validatedIndex, {
    moments: [cut],
    end: Infinity,
    knownBefore: cut,
    hidden: options.hidden,
    withListPurchases: true,
  });
  const search = searchRecipes(validated, validatedIndex, {
    cut,
    questions,
    k: options.k,
    includeSeen: options.includeSeen,
    seed: options.seed,
    startWith: [],
    ...(options.now ? { now: options.now } : {}),
  });
  const tried = search.entries.map(triedOf);
  return {
    chosen: search.best.recipe,
    families: bestOfEachName(tried, search.best.recipe),
    tried,
    validationCustomers: search.baseline.judgement.customers.length,
    validation: window ? 'time' : 'share',
  };
}

function bestOfEachName(tried: readonly Tried[], chosen: RecipeSpec): RecipeSpec[] {
  const best = new Map<string, Tried>();
  for (const entry of tried) {
    const held = best.get(entry.recipe.name);
    if (!held || entry.ndcg > held.ndcg) best.set(entry.recipe.name, entry);
  }
  return [...best.values()].map(({ recipe }) => (recipe.name === chosen.name ? chosen : recipe));
}
