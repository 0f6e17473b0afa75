import type { HiddenTypes } from '../evaluation/hidden-types';
import { judge, meanOf } from '../evaluation/judge';
import type { Questions } from '../evaluation/questions';
import { indexByCustomer } from '../history/customer-index';
import { rankingMetrics } from '../metrics/ranking';
import type { Model } from '../model';
import type { RecipeSpec } from '../recipe';
import type { TenantData } from '../tenant-data';
import { fitModel, lastMoment } from './fit-model';
import { popularList } from './score-lists';

/** What test customers went on to buy: relevant[starts[i] .. starts[i + 1]) ascending, distinct, known products. */
export interface Answers {
  /** Customers of the training data; for cold ones the numbers mean nothing. */
  customers: Int32Array;
  starts: Int32Array;
  relevant: Int32Array;
}

/** How one recipe did on a test file: means over customers. */
export interface RecipeResult {
  recipe: RecipeSpec;
  ndcg: number;
  recall: number;
  precision: number;
  coverage: number;
  fitSeconds: number;
  scoreSeconds: number;
  model: Model;
}

export interface EvaluateOptions {
  seed: number;
  k: number;
  hidden: HiddenTypes;
  /** Milliseconds, to report what fitting and scoring cost. */
  now: () => number;
}

/** Fits each recipe on all training data and judges its lists by what the test customers bought. */
export function evaluateRecipes(
  train: TenantData,
  recipes: readonly RecipeSpec[],
  answers: Answers,
  options: EvaluateOptions,
): RecipeResult[] {
  const index = indexByCustomer(train);
  const questions: Questions = {
    ...answers,
    moments: new Float64Array(answers.customers.length).fill(lastMoment(train)),
    hidden: options.hidden,
    unknownProducts: 0,
  };
  return recipes.map((recipe) => {
    const started = options.now();
    const model = fitModel(train, recipe, options.seed, Infinity, index);
    const fitted = options.now();
    const judgement = judge(train, index, model, questions, options.k);
    return {
      recipe,
      ndcg: meanOf(judgement.ndcg),
      recall: meanOf(judgement.recall),
      precision: meanOf(judgement.precision),
      coverage: judgement.coverage,
      fitSeconds: (fitted - started) / 1000,
      scoreSeconds: (options.now() - fitted) / 1000,
      model,
    };
  });
}

/** The mean NDCG of one popular list for all customers without history; NaN where there are none. */
export function coldNdcg(train: TenantData, answers: Answers, k: number, halfLifeDays: number): number {
  const { products } = popularList(train, k, halfLifeDays);
  const n = answers.customers.length;
  let sum = 0;
  for (let i = 0; i < n; i++) {
    const [from, to] = [answers.starts[i]!, answers.starts[i + 1]!];
    sum += rankingMetrics(products, products.length, answers.relevant, from, to, k).ndcg;
  }
  return n === 0 ? NaN : sum / n;
}
