/**
 * What a fitting thread is asked, as plain JSON and typed arrays. The thread computes; it reads no clock but
 * for the seconds it reports, opens no connection, and holds nothing from one task to the next.
 */
import type { Choice, checkData, Decision, NightStatistics, RecipeSpec, TenantData } from '../../models';

export interface ValidateTask {
  kind: 'validate';
  data: TenantData;
  previous?: NightStatistics;
}

export type ValidateAnswer = ReturnType<typeof checkData>;

export interface EvaluateTask {
  kind: 'evaluate';
  data: TenantData;
  zone: string;
  seed: number;
  includeSeen: boolean | undefined;
  champion?: { recipe: RecipeSpec; ageDays: number; sinceSwitchDays?: number };
  earlierWinners: RecipeSpec[];
  bars: { maxChampionAgeDays?: number; switchProbability?: number; switchGain?: number };
}

export interface EvaluateAnswer {
  choice: Choice;
  decision: Decision;
  includeSeen: boolean;
  chooseSeconds: number;
  decideSeconds: number;
}

export interface FitTask {
  kind: 'fit';
  data: TenantData;
  recipe: RecipeSpec;
  seed: number;
  includeSeen: boolean;
  asOf: number;
  listLength: number;
  sampleCustomers: Int32Array;
}

export interface FitAnswer {
  artifact: Uint8Array;
  samples: RankedBlock;
}

/** Lists of customers as 0-based indices; `k` places a row, -1 where a list is shorter. */
export interface RankedBlock {
  customers: Int32Array;
  products: Int32Array;
  scores: Float32Array;
  personal: Uint8Array;
}

export interface ListsTask {
  kind: 'lists';
  data: TenantData;
  artifact: Uint8Array;
  includeSeen: boolean;
  asOf: number;
  listLength: number;
  customers: Int32Array;
  /** Half-life in days of the popularity behind the list of those whom no model knows; 0 counts all time. */
  fallbackHalfLifeDays: number;
  fallbackLength: number;
}

export interface ListsAnswer {
  lists: RankedBlock;
  fallback: { products: Int32Array; scores: Float32Array };
}

export type FittingTask = ValidateTask | EvaluateTask | FitTask | ListsTask;

export type AnswerTo<T extends FittingTask> = T extends ValidateTask
  ? ValidateAnswer
  : T extends EvaluateTask
    ? EvaluateAnswer
    : T extends FitTask
      ? FitAnswer
      : ListsAnswer;
