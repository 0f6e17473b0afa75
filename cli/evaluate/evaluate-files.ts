import {
  chooseRecipe,
  coldNdcg,
  evaluateRecipes,
  goalType,
  hiddenByAnything,
  type RecipeResult,
  type RecipeSpec,
} from '../../models';
import { CommandError } from '../command-error';
import type { PresetName } from '../files/presets';
import { type Columns, type ReadPlan, readColumns, splitAt, tenantDataOf } from './read-columns';
import { testAnswers } from './test-answers';
import { writeLists } from './write-lists';

export interface EvaluatePlan {
  source: { train: string[]; test: string[] } | { events: string[]; cut: number };
  map: Record<string, string>;
  preset: PresetName | undefined;
  zone: string | undefined;
  k: number;
  includeSeen: boolean;
  lists: string | undefined;
}

/** The contract's `evaluate --json`, with what else a reader wants to know beside it. Null: nobody to judge by. */
export interface EvaluateReport {
  k: number;
  includeSeen: boolean;
  train: { customers: number; products: number; events: number };
  test: {
    customers: number;
    coldCustomers: number;
    events: number;
    judgedCustomers: number;
    droppedProducts: number;
    droppedEvents: number;
  };
  recipes: RecipeReport[];
  chosen: string;
  validation: { by: 'time' | 'share'; customers: number; tried: number };
  cold: { ndcg: number | null; customers: number };
  refused: Record<string, number>;
}

export interface RecipeReport {
  name: string;
  params: RecipeSpec['params'];
  ndcg: number | null;
  recall: number | null;
  precision: number | null;
  coverage: number;
  fitSeconds: number;
  scoreSeconds: number;
}

/** Fixed, so that the same file always gives the same answer. */
const seed = 1;
const now = (): number => performance.now();

export async function evaluateFiles(plan: EvaluatePlan): Promise<EvaluateReport> {
  const { train: trainColumns, test: testColumns } = await readSource(plan);
  const train = tenantDataOf(trainColumns);
  const hidden = hiddenByAnything(plan.includeSeen);
  const { k } = plan;
  const choice = chooseRecipe(train, {
    zone: plan.zone ?? 'UTC',
    seed,
    hidden,
    includeSeen: plan.includeSeen,
    k,
    now,
  });
  const test = testAnswers(train, trainColumns, testColumns, goalType(train), hidden);
  const results = evaluateRecipes(train, choice.families, test.warm, { seed, k, hidden, now });
  const popularity = choice.families.find((recipe) => recipe.name === 'popularity');
  const halfLife = Number(popularity?.params.halfLifeDays ?? 0);
  if (plan.lists !== undefined) {
    const chosen = results.find((result) => result.recipe.name === choice.chosen.name)!;
    const job = { train, trainColumns, testColumns, model: chosen.model, k, hidden, halfLifeDays: halfLife };
    await writeLists(plan.lists, job);
  }
  return {
    k,
    includeSeen: plan.includeSeen,
    train: { customers: train.customerCount, products: train.productCount, events: train.time.length },
    test: {
      customers: test.customers,
      coldCustomers: test.coldCustomers,
      events: test.events,
      judgedCustomers: test.warm.customers.length,
      droppedProducts: test.unknownProducts,
      droppedEvents: test.unknownProductEvents,
    },
    recipes: results.map(recipeReport),
    chosen: choice.chosen.name,
    validation: { by: choice.validation, customers: choice.validationCustomers, tried: choice.tried.length },
    cold: { ndcg: orNull(coldNdcg(train, test.cold, k, halfLife)), customers: test.cold.customers.length },
    refused: trainColumns.refused,
  };
}

async function readSource(plan: EvaluatePlan): Promise<{ train: Columns; test: Columns }> {
  const options: ReadPlan = { map: plan.map, preset: plan.preset, zone: plan.zone };
  if ('train' in plan.source) {
    const train = await readColumns(plan.source.train, options);
    const test = await readColumns(plan.source.test, options);
    for (const [reason, lines] of Object.entries(test.refused)) {
      train.refused[reason] = (train.refused[reason] ?? 0) + lines;
    }
    if (train.time.length === 0) throw new CommandError('--train: expected events of customers, got none');
    return { train, test };
  }
  const { events, cut } = plan.source;
  const all = await readColumns(events, options);
  if (all.time.some(Number.isNaN)) {
    throw new CommandError('--cut: expected a column occurred_at in every file, got events without a time');
  }
  const { train, test } = splitAt(all, cut);
  if (train.time.length === 0) {
    throw new CommandError(`--cut: expected events before ${new Date(cut).toISOString()}, got none`);
  }
  return { train, test };
}

function recipeReport(result: RecipeResult): RecipeReport {
  return {
    name: result.recipe.name,
    params: result.recipe.params,
    ndcg: orNull(result.ndcg),
    recall: orNull(result.recall),
    precision: orNull(result.precision),
    coverage: result.coverage,
    fitSeconds: result.fitSeconds,
    scoreSeconds: result.scoreSeconds,
  };
}

/** JSON knows no NaN: a mean over nobody is null. */
function orNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}
