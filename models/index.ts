/** What the rest of Nightshift may use of the models. Pure: no I/O, no clock, randomness by seed. */

export { goalType } from './algorithms/popularity';
export { loadModel, saveModel } from './artifact/artifact';
export { type Anomaly, type CheckOptions, checkData, type NightStatistics } from './check/check-data';
export { type HiddenTypes, hiddenByAnything, hiddenTypes } from './evaluation/hidden-types';
export { type EventType, eventTypeName, eventTypeNumbers, eventTypes } from './event-types';
export { explainScores } from './explain/contributions';
export { explainProducts, type Reason } from './explain/explain-products';
export type { Model } from './model';
export { type Choice, type ChooseOptions, chooseChallenger, type Tried } from './night/choose-challenger';
export { chooseRecipe, type RecipeChoice } from './night/choose-recipe';
export { type Champion, type DecideOptions, type Decision, decide, type GuardResult } from './night/decide';
export { type Bars, defaultBars } from './night/decision-bars';
export {
  type Answers,
  coldNdcg,
  evaluateRecipes,
  type RecipeResult,
} from './night/evaluate-recipe';
export { fitModel } from './night/fit-model';
export type { Windows } from './night/plan-windows';
export { historyMoment, type ListOptions, type Lists, popularList, scoreLists } from './night/score-lists';
export { suggestIncludeSeen } from './night/suggest-include-seen';
export { type RecipeSpec, recipeKey, sameRecipe } from './recipe';
export { assertTenantData, emptyTenantData, type TenantData } from './tenant-data';
