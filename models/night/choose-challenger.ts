import { goalType } from '../algorithms/popularity';
import { type HiddenTypes, hiddenTypes } from '../evaluation/hidden-types';
import { askQuestions, type Questions } from '../evaluation/questions';
import { type CustomerIndex, indexByCustomer } from '../history/customer-index';
import { pairedEvidence } from '../metrics/paired-evidence';
import { type RecipeSpec, sameRecipe } from '../recipe';
import type { TenantData } from '../tenant-data';
import { chooseRecipe } from './choose-recipe';
import { describeRecipe } from './describe-recipe';
import { momentsOf, planWindows, type Windows } from './plan-windows';
import { popularityRecipe } from './portfolio';
import { type Search, searchRecipes } from './search-recipes';
import { type Tried, triedOf } from './tournament';

export type { Tried } from './tournament';

export interface ChooseOptions {
  /** The tenant's IANA time zone: weeks are local. */
  zone: string;
  seed: number;
  champion?: RecipeSpec;
  /** Days since the champion's cut; an old champion is refreshed before anything else is tried. */
  championAgeDays?: number;
  earlierWinners: RecipeSpec[];
  includeSeen: boolean;
  k?: number;
  /** Milliseconds; only to report what each recipe cost. */
  now?: () => number;
}

/** Plain JSON. */
export interface Choice {
  challenger: RecipeSpec;
  /** Popularity at the half-life that did best on validation. */
  baseline: RecipeSpec;
  /** Absent where the history is too short to be cut in three. */
  windows?: Windows;
  zone: string;
  validationCustomers: number;
  tried: Tried[];
  reason: string;
}

/** Another recipe than the champion's must look better by this much on validation to be tonight's challenger. */
const gainToChallenge = 0.02;
const probabilityToChallenge = 0.8;
const oldChampionDays = 7;

/** Chooses tonight's one challenger on fit and validation alone; the decision window stays unseen. */
export function chooseChallenger(data: TenantData, options: ChooseOptions): Choice {
  const index = indexByCustomer(data);
  const hidden = hiddenTypes(options.includeSeen, goalType(data));
  const windows = planWindows(data, options.zone);
  const base = { zone: options.zone, ...(windows ? { windows } : {}) };
  if (!windows) return { ...base, ...withoutWindows(data, hidden, options) };
  const questions = validationQuestions(data, index, windows, options.zone, hidden);
  const search = searchRecipes(data, index, {
    cut: windows.fitEnd,
    questions,
    k: options.k ?? 10,
    includeSeen: options.includeSeen,
    seed: options.seed,
    startWith: [...(options.champion ? [options.champion] : []), ...options.earlierWinners],
    ...(options.now ? { now: options.now } : {}),
  });
  const picked = pickChallenger(search, options);
  return {
    ...base,
    challenger: picked.recipe,
    baseline: search.baseline.recipe,
    validationCustomers: search.baseline.judgement.customers.length,
    tried: search.entries.map(triedOf),
    reason: picked.reason,
  };
}

/** All within three days, or at one moment: recipes are tried on a share of each customer's products instead. */
function withoutWindows(
  data: TenantData,
  hidden: HiddenTypes,
  options: ChooseOptions,
): Omit<Choice, 'zone' | 'windows'> {
  const { chosen, families, tried, validationCustomers } = chooseRecipe(data, {
    ...options,
    k: options.k ?? 10,
    hidden,
  });
  return {
    challenger: options.champion ?? chosen,
    baseline: families.find(({ name }) => name === 'popularity') ?? popularityRecipe(0),
    validationCustomers,
    tried,
    reason: options.champion
      ? 'The history is too short to compare recipes in time: the one in service is refreshed.'
      : `The history is too short to compare recipes in time; ${describeRecipe(chosen)} did best on a share of each customer's products.`,
  };
}

function validationQuestions(
  data: TenantData,
  index: CustomerIndex,
  windows: Windows,
  zone: string,
  hidden: HiddenTypes,
): Questions {
  return askQuestions(data, index, {
    moments: momentsOf(windows.fitEnd, windows.validationEnd, zone),
    end: windows.validationEnd,
    knownBefore: windows.fitEnd,
    hidden,
    withListPurchases: true,
  });
}

function pickChallenger(search: Search, options: ChooseOptions): { recipe: RecipeSpec; reason: string } {
  const { best, baseline } = search;
  const customers = best.judgement.customers.length;
  const { champion } = options;
  if (!champion) {
    const reason =
      best === baseline
        ? `Nothing beat popularity for ${customers} customers of the validation window.`
        : `${describeRecipe(best.recipe)} did best for ${customers} customers of the validation window.`;
    return { recipe: best.recipe, reason };
  }
  if (sameRecipe(best.recipe, champion)) {
    return { recipe: champion, reason: 'The recipe in service did best on validation: it is refreshed.' };
  }
  const incumbent = search.tournament.enter(champion);
  const evidence = pairedEvidence(best.judgement.ndcg, incumbent.judgement.ndcg);
  const promising = evidence.gain >= gainToChallenge && evidence.probability >= probabilityToChallenge;
  if (promising && (options.championAgeDays ?? 0) < oldChampionDays) {
    const reason = `${describeRecipe(best.recipe)} looked better than the recipe in service on validation.`;
    return { recipe: best.recipe, reason };
  }
  return {
    recipe: champion,
    reason: 'No other recipe looked clearly better: the one in service is refreshed.',
  };
}
