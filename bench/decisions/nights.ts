import type { EvaluateAnswer, EvaluateTask } from '../../activities/fitting/tasks';
import nightThread from '../../activities/fitting/thread';
import {
  fitModel,
  type Model,
  type RecipeSpec,
  recipeKey,
  sameRecipe,
  scoreLists,
  suggestIncludeSeen,
} from '../../models';
import { ladder } from './ladder';
import { LivingTenant } from './living-tenant';
import type { Cell } from './one-world';
import { mean } from './statistics';
import { createOracle, k, knownCustomers } from './true-value';
import { drawWorld, historyDays } from './worlds';

export const nightsPerTenant = 60;

/** What came of one tenant's nights, beside the truth. */
export interface Run {
  world: number;
  nights: number;
  /** True gains of the switches and refreshes that were made, at the moment they were made. */
  switches: number[];
  refreshes: number[];
  /** What the best recipe of the ladder would have gained over the champion of the first night. */
  opportunity: number;
  /** The first night after which what serves is truly better by half of that than the first champion. */
  reachedOn: number | null;
  /** Mean true value over weekly looks: what served, and what two other policies would have served. */
  served: number;
  neverPromoting: number;
  alwaysBestValidated: number;
}

interface Serving {
  model: Model;
  recipe: RecipeSpec;
  cutDay: number;
  switchedDay?: number;
}

/** A champion about this much worse than the best of the ladder is in service on the first night. */
const headStart = 0.1;

/** Night after night for one tenant, through the entry that a worker's thread calls. */
export function runNights({ heldOut, dial }: Cell, number: number, nights = nightsPerTenant): Run {
  const drawn = drawWorld(number, heldOut, nights);
  const tenant = new LivingTenant(drawn);
  tenant.liveFor(historyDays);
  const includeSeen = suggestIncludeSeen(tenant.data());
  const first = firstChampion(tenant, includeSeen);
  let serving: Serving = first.serving;
  const initial = serving.model;
  const winners: RecipeSpec[] = [];
  const switches: number[] = [];
  const refreshes: number[] = [];
  const looks = { served: [] as number[], never: [] as number[], always: [] as number[] };
  let reachedOn: number | null = null;

  for (let night = 0; night < nights; night++) {
    const data = tenant.data();
    const task: EvaluateTask = {
      kind: 'evaluate',
      data,
      zone: 'UTC',
      seed: drawn.seed + night,
      includeSeen,
      champion: {
        recipe: serving.recipe,
        ageDays: night - serving.cutDay,
        ...(serving.switchedDay === undefined ? {} : { sinceSwitchDays: night - serving.switchedDay }),
      },
      earlierWinners: winners.slice(-5).reverse(),
      bars: {},
    };
    const { choice, decision } = nightThread(task) as EvaluateAnswer;
    const look = night % 7 === 6;
    const oracle = decision.promote || look ? createOracle(tenant, data, includeSeen) : undefined;
    if (decision.promote) {
      const isSwitch = !sameRecipe(choice.challenger, serving.recipe);
      const next: Serving = {
        model: fitModel(data, choice.challenger, drawn.seed),
        recipe: choice.challenger,
        cutDay: night,
        ...(isSwitch ? { switchedDay: night } : {}),
        ...(!isSwitch && serving.switchedDay !== undefined ? { switchedDay: serving.switchedDay } : {}),
      };
      const gain = oracle!.value(next.model) / oracle!.value(serving.model) - 1;
      (isSwitch ? switches : refreshes).push(gain);
      serving = next;
      winners.push(choice.challenger);
      const reached = oracle!.value(next.model) / oracle!.value(initial) - 1 >= first.opportunity / 2;
      if (reached && isSwitch) reachedOn ??= night + 1;
    }
    if (look) {
      const best = choice.tried.reduce((a, b) => (b.ndcg > a.ndcg ? b : a));
      looks.served.push(oracle!.value(serving.model));
      looks.never.push(oracle!.value(initial));
      looks.always.push(oracle!.valueOfRecipe(best.recipe));
    }
    if (dial > 0) {
      const options = { customers: knownCustomers(data), k, includeSeen, asOf: tenant.now };
      tenant.show(scoreLists(data, serving.model, options), dial);
    }
    tenant.liveFor(1);
  }
  return {
    world: number,
    nights,
    switches,
    refreshes,
    opportunity: first.opportunity,
    reachedOn,
    served: mean(looks.served),
    neverPromoting: mean(looks.never),
    alwaysBestValidated: mean(looks.always),
  };
}

/** The rung whose distance to the best one is nearest to the head start. */
function firstChampion(
  tenant: LivingTenant,
  includeSeen: boolean,
): { serving: Serving; opportunity: number } {
  const data = tenant.data();
  const oracle = createOracle(tenant, data, includeSeen);
  const steps = ladder(includeSeen).map((recipe) => ({ recipe, value: oracle.valueOfRecipe(recipe) }));
  const best = Math.max(...steps.map(({ value }) => value));
  const distance = (value: number): number => Math.abs(best / value - 1 - headStart);
  steps.sort(
    (a, b) => distance(a.value) - distance(b.value) || recipeKey(a.recipe).localeCompare(recipeKey(b.recipe)),
  );
  const { recipe, value } = steps[0]!;
  return { serving: { model: fitModel(data, recipe, 1), recipe, cutDay: -1 }, opportunity: best / value - 1 };
}
