import type { Questions } from '../evaluation/questions';
import type { CustomerIndex } from '../history/customer-index';
import { pairedEvidence } from '../metrics/paired-evidence';
import type { RecipeSpec } from '../recipe';
import type { TenantData } from '../tenant-data';
import { openingRecipes, popularityRecipes, variationsOf } from './portfolio';
import { createTournament, type Entry, type Tournament } from './tournament';

/** Customers needed before validation may speak for anything but popularity. */
const fewestCustomers = 10;

export interface Search {
  baseline: Entry;
  best: Entry;
  entries: Entry[];
  tournament: Tournament;
}

export interface SearchOptions {
  cut: number;
  questions: Questions;
  k: number;
  startWith: RecipeSpec[];
  now?: () => number;
}

/** Tries the portfolio on the questions: popularity in its forms, what won before, then variations of the best. */
export function searchRecipes(data: TenantData, index: CustomerIndex, options: SearchOptions): Search {
  const tournament = createTournament(data, index, options);
  const baseline = bestOf(popularityRecipes.map((recipe) => tournament.enter(recipe)));
  let best = baseline;
  const judged = options.questions.customers.length;
  if (judged > 0) {
    const openings = [...options.startWith, ...openingRecipes(sizeAt(data, options.cut))];
    best = bestOf([baseline, ...openings.map((recipe) => tournament.enter(recipe))]);
    best = bestOf([best, ...variationsOf(best.recipe).map((recipe) => tournament.enter(recipe))]);
  }
  if (best !== baseline && !beatsPopularity(best, baseline)) best = baseline;
  return { baseline, best, entries: tournament.entries(), tournament };
}

/** A recipe must be more likely better than not by a margin that grows as customers get fewer. */
function beatsPopularity(entry: Entry, baseline: Entry): boolean {
  const { probability, customers } = pairedEvidence(entry.judgement.ndcg, baseline.judgement.ndcg);
  return customers >= fewestCustomers && probability > 0.6;
}

/** The first of the best: an earlier entry wins a tie. */
function bestOf(entries: Entry[]): Entry {
  return entries.reduce((best, entry) => (entry.ndcg > best.ndcg ? entry : best));
}

function sizeAt(data: TenantData, cut: number) {
  const customers = new Uint8Array(data.customerCount);
  const products = new Uint8Array(data.productCount);
  let events = 0;
  for (let e = 0; e < data.time.length && data.time[e]! < cut; e++, events++) {
    customers[data.customer[e]!] = 1;
    products[data.product[e]!] = 1;
  }
  const count = (flags: Uint8Array): number => flags.reduce((sum, flag) => sum + flag, 0);
  return { customers: count(customers), products: count(products), events };
}
