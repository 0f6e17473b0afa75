import type { Questions } from '../evaluation/questions';
import { thinQuestions } from '../evaluation/thin-questions';
import { eventTypeNumbers } from '../event-types';
import type { CustomerIndex } from '../history/customer-index';
import { browsingTypes } from '../history/weighting';
import { pairedEvidence } from '../metrics/paired-evidence';
import { numberParam, type RecipeSpec } from '../recipe';
import { seedFor } from '../rng';
import type { TenantData } from '../tenant-data';
import { isKnownRecipe } from './fit-model';
import { openingRecipes, popularityRecipes, type Step, stepsFrom, type TenantSize } from './portfolio';
import { createTournament, type Entry, type Tournament } from './tournament';

/** Customers needed before validation may speak for anything but popularity. */
const fewestCustomers = 10;
/** A recipe takes the lead from another when it is more likely than this to be better: noise moves nothing. */
const probabilityToLead = 0.6;
/** More for the step from popularity to a recipe of one's own: the best of a dozen tries flatters itself. */
const probabilityToBeatPopularity = 0.9;

/** Products ranked, over all questions, to judge one recipe: about a fifth of a second. */
const workPerRecipe = 3e7;

export interface Search {
  /** Popularity at the half-life that did best. */
  baseline: Entry;
  best: Entry;
  entries: Entry[];
  tournament: Tournament;
}

export interface SearchOptions {
  cut: number;
  questions: Questions;
  k: number;
  includeSeen: boolean;
  seed: number;
  /** What won on earlier nights: tried before the portfolio's own openings. */
  startWith: RecipeSpec[];
  now?: () => number;
}

/**
 * Tries recipes on the questions: popularity in its forms, what won before, the portfolio's openings, then one
 * hyper-parameter of the best after another. All on validation: the decision window is not touched.
 */
export function searchRecipes(data: TenantData, index: CustomerIndex, options: SearchOptions): Search {
  const { questions, seed } = options;
  const thinned = thinQuestions(questions, data.productCount, workPerRecipe, seedFor(seed, 'thin'));
  const tournament = createTournament(data, index, { ...options, questions: thinned });
  const baseline = popularityRecipes
    .map((recipe) => tournament.enter(recipe))
    .reduce((best, entry) => (entry.ndcg > best.ndcg ? entry : best));
  let best = baseline;
  if (baseline.judgement.customers.length >= fewestCustomers) {
    const size = sizeAt(data, options.cut);
    const halfLife = numberParam(baseline.recipe, 'halfLifeDays', 0);
    const openings = [
      ...options.startWith.filter(isKnownRecipe),
      ...openingRecipes(size, options.includeSeen, halfLife),
    ];
    const personal = climbFrom(tournament, openings);
    if (personal && leads(personal, baseline, probabilityToBeatPopularity)) best = personal;
  }
  return { baseline, best, entries: tournament.entries(), tournament };
}

/** The best of the openings, improved step by step; it may still be below popularity. */
function climbFrom(tournament: Tournament, openings: RecipeSpec[]): Entry | undefined {
  const [first, ...others] = openings;
  if (!first) return undefined;
  let best = leader(tournament, tournament.enter(first), others);
  for (const step of stepsFrom(best.recipe)) best = climb(tournament, best, step);
  return best;
}

/** Follows one hyper-parameter as long as that leads upwards. */
function climb(tournament: Tournament, from: Entry, step: Step): Entry {
  for (let best = from; ; ) {
    const next = leader(tournament, best, step.around(best.recipe));
    if (next === best) return best;
    best = next;
  }
}

/** The best of the alternatives, if it leads. */
function leader(tournament: Tournament, best: Entry, alternatives: RecipeSpec[]): Entry {
  const entries = alternatives.map((recipe) => tournament.enter(recipe));
  const top = entries.reduce((a, b) => (b.ndcg > a.ndcg ? b : a), best);
  return top !== best && leads(top, best, probabilityToLead) ? top : best;
}

function leads(entry: Entry, over: Entry, probability: number): boolean {
  return pairedEvidence(entry.judgement.ndcg, over.judgement.ndcg).probability > probability;
}

function sizeAt(data: TenantData, cut: number): TenantSize {
  const customers = new Uint8Array(data.customerCount);
  const products = new Uint8Array(data.productCount);
  const types = new Uint8Array(9);
  let events = 0;
  for (let e = 0; e < data.time.length && data.time[e]! < cut; e++, events++) {
    customers[data.customer[e]!] = 1;
    products[data.product[e]!] = 1;
    types[data.type[e]!] = 1;
  }
  const count = (flags: Uint8Array): number => flags.reduce((sum, flag) => sum + flag, 0);
  const browses = types[eventTypeNumbers.purchase] === 1 && browsingTypes.some((type) => types[type] === 1);
  return { customers: count(customers), products: count(products), events, browses };
}
