import type { EvaluateAnswer, EvaluateTask } from '../../activities/fitting/tasks';
import nightThread from '../../activities/fitting/thread';
import {
  type Champion,
  type Decision,
  decide,
  fitModel,
  type RecipeSpec,
  sameRecipe,
  scoreLists,
  suggestIncludeSeen,
} from '../../models';
import { Rng } from '../../simulator/rng';
import { DAY_MS } from '../../simulator/world';
import { ladder } from './ladder';
import { LivingTenant } from './living-tenant';
import { binOf, effects } from './statistics';
import { createOracle, k, knownCustomers, type Oracle } from './true-value';
import { drawWorld, historyDays, type WorldKind } from './worlds';

export interface Cell {
  /** Customers to be held out, about. */
  heldOut: number;
  /** Share of lines that followed the champion's lists. */
  dial: number;
}

/** One decision, beside the truth. Gains are relative. */
export interface Verdict {
  world: number;
  kind: WorldKind;
  /**
   * `stated`: a challenger picked for its true effect. `night`: the challenger that the night chose.
   * `refresh`: the champion's own recipe on newer data.
   */
  contest: 'stated' | 'night' | 'refresh';
  /** Whether the challenger was another recipe than the champion's. */
  isSwitch: boolean;
  includeSeen: boolean;
  effect: number;
  promote: boolean;
  because: string;
  estimate: number;
  probabilityBetter: number;
  heldOut: number;
  windowDays: number;
  /** The champion's mean of the metric, and the standard deviation of the paired differences. */
  metric: number;
  spread: number;
  /** How much better than the champion the best recipe of the ladder is, in truth. */
  opportunity: number;
  leftOut: number;
  challenger: string;
}

/** Lists were before customers' eyes for this long. */
const shownWeeks = 8;
const purpose = 78;

/** One tenant at one night, and all the decisions that are tried on it: at most one in each cell. */
export function judgeWorld({ heldOut, dial }: Cell, number: number): Verdict[] {
  const drawn = drawWorld(number, heldOut);
  const rng = new Rng(drawn.seed, purpose);
  const tenant = new LivingTenant(drawn);
  tenant.liveFor(historyDays - 7 * shownWeeks);
  const includeSeen = suggestIncludeSeen(tenant.data());
  const rungs = ladder(includeSeen);
  const champion: Champion = { recipe: rungs[rng.below(rungs.length)]!, ageDays: 1 + rng.below(6) };
  for (let week = 0; week < shownWeeks; week++) {
    if (dial > 0) showLists(tenant, champion.recipe, includeSeen, dial);
    tenant.liveFor(7);
  }
  const data = tenant.data();
  const oracle = createOracle(tenant, data, includeSeen);
  const inService = oracle.valueOfRecipe(champion.recipe, tenant.now - champion.ageDays * DAY_MS);
  const steps = rungs.map((recipe) => ({ recipe, effect: gain(oracle.valueOfRecipe(recipe), inService) }));
  const opportunity = Math.max(...steps.map(({ effect }) => effect));
  const task: EvaluateTask = {
    kind: 'evaluate',
    data,
    zone: 'UTC',
    seed: drawn.seed,
    includeSeen,
    champion,
    earlierWinners: [champion.recipe],
    bars: {},
  };
  const night = nightThread(task) as EvaluateAnswer;
  const verdict = (contest: Verdict['contest'], effect: number, decision: Decision): Verdict => ({
    world: number,
    kind: drawn.kind,
    contest,
    isSwitch: decision.kind === 'switch',
    includeSeen,
    effect,
    opportunity,
    ...summaryOf(decision),
  });
  const against = (challenger: RecipeSpec, defender: Champion): Decision =>
    decide(data, {
      choice: { ...night.choice, challenger },
      champion: defender,
      zone: 'UTC',
      seed: drawn.seed,
      includeSeen,
    });
  const verdicts = pickSteps(steps, champion.recipe).map(({ recipe, effect }) =>
    verdict('stated', effect, against(recipe, champion)),
  );
  const aged: Champion = { ...champion, ageDays: [1, 3, 7, 13][rng.below(4)]! };
  verdicts.push(
    verdict('refresh', refreshGain(oracle, aged, tenant.now), against(aged.recipe, aged)),
    verdict('night', gain(oracle.valueOfRecipe(night.choice.challenger), inService), night.decision),
  );
  return verdicts;
}

/** Weekly, from the champion's recipe fitted anew: who buys from a list changes what the next one learns. */
export function showLists(
  tenant: LivingTenant,
  recipe: RecipeSpec,
  includeSeen: boolean,
  dial: number,
): void {
  const data = tenant.data();
  const customers = knownCustomers(data);
  const options = { customers, k, includeSeen, asOf: tenant.now };
  tenant.show(scoreLists(data, fitModel(data, recipe, 1), options), dial);
}

/** For each true effect the rung that comes nearest, where one is near enough. */
function pickSteps(steps: { recipe: RecipeSpec; effect: number }[], champion: RecipeSpec) {
  const others = steps.filter(({ recipe }) => !sameRecipe(recipe, champion));
  return effects.flatMap((wanted, bin) => {
    const distance = (effect: number): number => Math.abs(100 * effect - wanted);
    const fitting = others
      .filter(({ effect }) => binOf(effect) === bin && distance(effect) <= 6)
      .sort((a, b) => distance(a.effect) - distance(b.effect));
    return fitting.slice(0, 1);
  });
}

function refreshGain(oracle: Oracle, { recipe, ageDays }: Champion, now: number): number {
  return gain(oracle.valueOfRecipe(recipe), oracle.valueOfRecipe(recipe, now - ageDays * DAY_MS));
}

function gain(a: number, b: number): number {
  return b > 0 ? a / b - 1 : 0;
}

/** The interval is 3.29 standard errors wide: from it the spread of the paired differences. */
function summaryOf(decision: Decision) {
  const { interval, champion, heldOutCustomers, recipe } = decision;
  return {
    promote: decision.promote,
    because: decision.because,
    estimate: decision.estimate,
    probabilityBetter: decision.probabilityBetter,
    heldOut: heldOutCustomers,
    windowDays: decision.windowDays,
    metric: champion,
    spread: ((interval[1] - interval[0]) / 3.29) * champion * Math.sqrt(heldOutCustomers),
    leftOut: decision.withListPurchases.leftOut,
    challenger: `${recipe.name} ${JSON.stringify(recipe.params)}`,
  };
}
