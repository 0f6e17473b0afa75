import { chooseRecipe, fitModel, hiddenByAnything, type RecipeSpec, type TenantData } from '../../models';
import { judge, meanOf } from '../../models/evaluation/judge';
import { askQuestions } from '../../models/evaluation/questions';
import { indexByCustomer } from '../../models/history/customer-index';
import { compare } from '../../models/metrics/compare';
import { createRng } from '../../models/rng';
import { before } from './load-events';

export interface Contest {
  /** All events; what comes before the cut is for training, what comes from it to the end is the test. */
  data: TenantData;
  cut: number;
  end: number;
  includeSeen: boolean;
  /** What the models are fitted on, where that is not all that precedes the cut. */
  learnFrom?: TenantData;
  /** 1 for the customers who are asked; all with a history where absent. */
  only?: Uint8Array;
}

export interface Standing {
  name: string;
  recipe: RecipeSpec;
  ndcg: number;
  customers: number;
  /** The chosen recipe's gain over this one, with its 5th and 95th percentile. */
  gain: number;
  interval: [number, number];
}

/** A rival by hand: the candidates from which it is tuned on the same validation as the chosen recipe. */
export interface Rival {
  name: string;
  candidates: RecipeSpec[];
}

const k = 10;
const seed = 1;

/** The recipe that Nightshift chooses without help, against rivals tuned by hand; first the chosen one. */
export function hold(contest: Contest, rivals: readonly Rival[]): Standing[] {
  const train = contest.learnFrom ?? before(contest.data, contest.cut);
  const hidden = hiddenByAnything(contest.includeSeen);
  const choice = chooseRecipe(train, { zone: 'UTC', seed, hidden, includeSeen: contest.includeSeen, k });
  const baseline = choice.families.find(({ name }) => name === 'popularity')!;
  const entrants = [
    { name: 'chosen', recipe: choice.chosen },
    { name: 'popularity', recipe: baseline },
    ...rivals.map(({ name, candidates }) => ({ name, recipe: tuned(train, candidates, contest) })),
  ];
  const index = indexByCustomer(contest.data);
  const questions = askQuestions(contest.data, index, {
    moments: [contest.cut],
    end: contest.end,
    knownBefore: contest.cut,
    hidden,
    withListPurchases: true,
    ...(contest.only ? { only: contest.only } : {}),
  });
  const judged = entrants.map(({ recipe }) =>
    judge(contest.data, index, fitModel(train, recipe, seed), questions, k),
  );
  const chosen = judged[0]!;
  return entrants.map(({ name, recipe }, i) => {
    const champion = judged[i]!;
    const pair = { name, challenger: chosen.ndcg, champion: champion.ndcg };
    const [comparison] = compare([pair], [0], createRng(seed));
    return {
      name,
      recipe,
      ndcg: meanOf(champion.ndcg),
      customers: champion.customers.length,
      gain: comparison!.gain,
      interval: comparison!.interval,
    };
  });
}

/** The candidate that does best on the four weeks before the cut, or a week of them for reorders. */
function tuned(train: TenantData, candidates: RecipeSpec[], contest: Contest): RecipeSpec {
  if (candidates.length === 1) return candidates[0]!;
  const days = contest.includeSeen ? 7 : 28;
  const cut = contest.cut - days * 86_400_000;
  const index = indexByCustomer(train);
  const questions = askQuestions(train, index, {
    moments: [cut],
    end: contest.cut,
    knownBefore: cut,
    hidden: hiddenByAnything(contest.includeSeen),
    withListPurchases: true,
  });
  const scores = candidates.map((recipe) =>
    meanOf(judge(train, index, fitModel(train, recipe, seed, cut, index), questions, k).ndcg),
  );
  return candidates[scores.indexOf(Math.max(...scores))]!;
}
