import { goalType } from '../algorithms/popularity';
import { hiddenTypes } from '../evaluation/hidden-types';
import { type Judgement, judge } from '../evaluation/judge';
import { askQuestions } from '../evaluation/questions';
import { type CustomerIndex, indexByCustomer } from '../history/customer-index';
import { dayMs } from '../history/weighting';
import { type Comparison, compare } from '../metrics/compare';
import { type RecipeSpec, sameRecipe } from '../recipe';
import { createRng, seedFor } from '../rng';
import type { TenantData } from '../tenant-data';
import type { Choice } from './choose-challenger';
import { type Bars, barsOf } from './decision-bars';
import { decisionSentence } from './decision-sentence';
import { fitModel } from './fit-model';
import { type GuardResult, guardPairs, judgeGuards } from './guards';
import { momentsOf, type Windows } from './plan-windows';
import { type Ruling, ruleOn } from './rule';

export type { GuardResult } from './guards';

export interface Champion {
  recipe: RecipeSpec;
  /** Days from the champion's cut to tonight's. */
  ageDays: number;
  /** Days since another recipe took over last; absent where none ever did. */
  sinceSwitchDays?: number;
}

export interface DecideOptions {
  choice: Choice;
  champion?: Champion;
  bars?: Partial<Bars>;
  /** The tenant's IANA time zone; by default the one that the choice was made in. */
  zone?: string;
  seed: number;
  includeSeen: boolean;
  k?: number;
}

/** Plain JSON: stored with the night, number for number. Gains and the interval are relative. */
export interface Decision extends Ruling {
  recipe: RecipeSpec;
  metric: string;
  estimate: number;
  interval: [number, number];
  probabilityBetter: number;
  heldOutCustomers: number;
  challenger: number;
  champion: number;
  windowDays: number;
  baseline: { recipe: RecipeSpec; value: number; gain: number; probabilityBetter: number };
  guards: GuardResult[];
  coverage: { challenger: number; champion: number };
  /** The same comparison with the purchases that followed from lists left in. */
  withListPurchases: {
    estimate: number;
    probabilityBetter: number;
    heldOutCustomers: number;
    leftOut: number;
  };
  sentence: string;
}

interface Twins {
  challenger: Judgement;
  champion: Judgement;
  baseline: Judgement;
}

/**
 * Judges champion and challenger on the decision window by their evaluation twins: the challenger's fitted on
 * what precedes the window, the champion's fitted as far before it as the champion is old. Paired by customer.
 */
export function decide(data: TenantData, options: DecideOptions): Decision {
  const { choice, champion } = options;
  const bars = barsOf(options.bars);
  const index = indexByCustomer(data);
  const metric = `ndcg@${options.k ?? 10}`;
  const twins = choice.windows ? judgeTwins(data, index, choice.windows, options) : undefined;
  const found = twins
    ? compareTwins(index, twins.blind, bars, createRng(seedFor(options.seed, 'decision')))
    : undefined;
  const ruling = ruleOn({
    ...(champion ? { champion } : {}),
    sameRecipe: champion !== undefined && sameRecipe(champion.recipe, choice.challenger),
    challengerIsPopularity: choice.challenger.name === 'popularity',
    windowDays: choice.windows?.days ?? 0,
    ...(found ? { found } : {}),
    bars,
  });
  const withLists = twins?.withLists
    ? compareTwins(index, twins.withLists, bars, createRng(seedFor(options.seed, 'decision')))
    : found;
  const decision: Decision = {
    ...ruling,
    ...numbersOf(found, choice),
    metric,
    coverage: {
      challenger: twins?.blind.challenger.coverage ?? 0,
      champion: twins?.blind.champion.coverage ?? 0,
    },
    withListPurchases: {
      estimate: withLists?.main.gain ?? 0,
      probabilityBetter: withLists?.main.probabilityBetter ?? 0.5,
      heldOutCustomers: withLists?.main.customers ?? 0,
      leftOut: twins?.leftOut ?? 0,
    },
    sentence: '',
  };
  return { ...decision, sentence: decisionSentence(decision) };
}

/** What was found, flat; without a window to compare on: nothing gained, nothing lost, nobody held out. */
function numbersOf(found: Found | undefined, choice: Choice) {
  const { main, overBaseline } = found ?? {};
  const interval: [number, number] = main?.interval ?? [0, 0];
  return {
    recipe: choice.challenger,
    estimate: main?.gain ?? 0,
    interval,
    probabilityBetter: main?.probabilityBetter ?? 0.5,
    heldOutCustomers: main?.customers ?? 0,
    challenger: main?.challenger ?? 0,
    champion: main?.champion ?? 0,
    windowDays: choice.windows?.days ?? 0,
    baseline: {
      recipe: choice.baseline,
      value: overBaseline?.champion ?? 0,
      gain: overBaseline?.gain ?? 0,
      probabilityBetter: overBaseline?.probabilityBetter ?? 0.5,
    },
    guards: found?.guards ?? [],
  };
}

export interface Found {
  main: Comparison;
  overBaseline: Comparison;
  guards: GuardResult[];
  coverageHarmed: boolean;
}

/** Coverage is no mean over customers: it is compared directly, and harmed where half of it is lost. */
const leastCoverage = 0.5;

function compareTwins(index: CustomerIndex, twins: Twins, bars: Bars, rng: () => number): Found {
  const { challenger, champion, baseline } = twins;
  const [main, overBaseline, ...guards] = compare(
    [
      { name: 'ndcg', challenger: challenger.ndcg, champion: champion.ndcg },
      { name: 'popularity', challenger: challenger.ndcg, champion: baseline.ndcg },
      ...guardPairs(challenger, champion, index),
    ],
    [bars.muchWorse, bars.muchWorse, bars.guardMargin],
    rng,
  );
  return {
    main: main!,
    overBaseline: overBaseline!,
    guards: judgeGuards(guards, bars),
    coverageHarmed: challenger.coverage < leastCoverage * champion.coverage,
  };
}

function judgeTwins(data: TenantData, index: CustomerIndex, windows: Windows, options: DecideOptions) {
  const { choice, champion, seed } = options;
  const start = windows.validationEnd;
  const challengerModel = fitModel(data, choice.challenger, seed, start, index);
  const baselineModel = fitModel(data, choice.baseline, seed, start, index);
  const championModel = champion
    ? fitModel(data, champion.recipe, seed, start - champion.ageDays * dayMs, index)
    : baselineModel;
  const hidden = hiddenTypes(options.includeSeen, goalType(data));
  const moments = momentsOf(start, windows.decisionEnd, options.zone ?? choice.zone);
  const ask = (withListPurchases: boolean): Twins => {
    const questions = askQuestions(data, index, {
      moments,
      end: windows.decisionEnd,
      knownBefore: start,
      hidden,
      withListPurchases,
    });
    const k = options.k ?? 10;
    return {
      challenger: judge(data, index, challengerModel, questions, k),
      champion: judge(data, index, championModel, questions, k),
      baseline: judge(data, index, baselineModel, questions, k),
    };
  };
  const leftOut = listPurchases(data, start, windows.decisionEnd);
  const blind = ask(false);
  return { blind, withLists: leftOut > 0 ? ask(true) : undefined, leftOut };
}

function listPurchases(data: TenantData, from: number, to: number): number {
  const goal = goalType(data);
  let count = 0;
  for (let e = 0; e < data.time.length; e++) {
    const time = data.time[e]!;
    if (time >= from && time < to && data.fromList[e] === 1 && data.type[e] === goal) count++;
  }
  return count;
}
