import { type Judgement, judge, meanOf } from '../evaluation/judge';
import type { Questions } from '../evaluation/questions';
import type { CustomerIndex } from '../history/customer-index';
import type { SparseRows } from '../matrix/sparse-rows';
import type { Model } from '../model';
import { type RecipeSpec, recipeKey } from '../recipe';
import type { TenantData } from '../tenant-data';
import { fitLinks, linksKey, modelWithLinks } from './fit-model';

/** What became of one recipe on a window. Seconds come from the caller's clock; 0 without one. */
export interface Tried {
  recipe: RecipeSpec;
  ndcg: number;
  recall: number;
  precision: number;
  hitRate: number;
  coverage: number;
  fitSeconds: number;
  scoreSeconds: number;
}

export interface Entry extends Tried {
  judgement: Judgement;
  model: Model;
}

export interface Tournament {
  /** Fits and judges a recipe; the second time, or with links fitted before, at little or no cost. */
  enter(recipe: RecipeSpec): Entry;
  entries(): Entry[];
}

interface FittedLinks {
  links: SparseRows;
  seconds: number;
}

export interface TournamentOptions {
  cut: number;
  questions: Questions;
  k: number;
  /** Milliseconds since any fixed point; the models themselves have no clock. */
  now?: () => number;
}

export function createTournament(
  data: TenantData,
  index: CustomerIndex,
  options: TournamentOptions,
): Tournament {
  const now = options.now ?? (() => 0);
  const entered = new Map<string, Entry>();
  const links = new Map<string, FittedLinks>();

  const linksFor = (recipe: RecipeSpec): FittedLinks => {
    const key = linksKey(recipe);
    const held = links.get(key);
    if (held) return held;
    const started = now();
    const fitted = {
      links: fitLinks(data, index, recipe, options.cut, (other) => linksFor(other).links),
      seconds: 0,
    };
    fitted.seconds = (now() - started) / 1000;
    links.set(key, fitted);
    return fitted;
  };

  const enter = (recipe: RecipeSpec): Entry => {
    const key = recipeKey(recipe);
    const held = entered.get(key);
    if (held) return held;
    const fitted = linksFor(recipe);
    const started = now();
    const model = modelWithLinks(data, recipe, options.cut, fitted.links);
    const built = now();
    const judgement = judge(data, index, model, options.questions, options.k);
    const entry: Entry = {
      recipe,
      ndcg: meanOf(judgement.ndcg),
      recall: meanOf(judgement.recall),
      precision: meanOf(judgement.precision),
      hitRate: meanOf(judgement.hit),
      coverage: judgement.coverage,
      fitSeconds: fitted.seconds + (built - started) / 1000,
      scoreSeconds: (now() - built) / 1000,
      judgement,
      model,
    };
    entered.set(key, entry);
    return entry;
  };
  return { enter, entries: () => [...entered.values()] };
}

/** The entry as plain JSON, to be stored with the night. */
export function triedOf(entry: Entry): Tried {
  const { judgement: _judgement, model: _model, ...tried } = entry;
  return tried;
}
