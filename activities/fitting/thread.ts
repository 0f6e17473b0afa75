/** The entry of a fitting thread: one task in, one answer out. */
import { performance } from 'node:perf_hooks';
import {
  checkData,
  chooseChallenger,
  decide,
  fitModel,
  loadModel,
  popularList,
  saveModel,
  scoreLists,
  suggestIncludeSeen,
  type TenantData,
} from '../../models';
import type {
  EvaluateAnswer,
  EvaluateTask,
  FitAnswer,
  FitTask,
  FittingTask,
  ListsAnswer,
  ListsTask,
  ValidateAnswer,
} from './tasks';

export default function run(task: FittingTask): ValidateAnswer | EvaluateAnswer | FitAnswer | ListsAnswer {
  switch (task.kind) {
    case 'validate':
      return checkData(task.data, task.previous);
    case 'evaluate':
      return evaluate(task);
    case 'fit':
      return fit(task);
    case 'lists':
      return lists(task);
  }
}

function evaluate(task: EvaluateTask): EvaluateAnswer {
  const includeSeen = task.includeSeen ?? suggestIncludeSeen(task.data);
  const started = performance.now();
  const choice = chooseChallenger(task.data, {
    zone: task.zone,
    seed: task.seed,
    includeSeen,
    earlierWinners: task.earlierWinners,
    ...(task.champion && { champion: task.champion.recipe, championAgeDays: task.champion.ageDays }),
    now: () => performance.now(),
  });
  const chosen = performance.now();
  const decision = decide(task.data, {
    choice,
    zone: task.zone,
    seed: task.seed,
    includeSeen,
    bars: task.bars,
    ...(task.champion && { champion: task.champion }),
  });
  return {
    choice,
    decision,
    includeSeen,
    chooseSeconds: (chosen - started) / 1000,
    decideSeconds: (performance.now() - chosen) / 1000,
  };
}

function fit(task: FitTask): FitAnswer {
  const model = fitModel(task.data, task.recipe, task.seed);
  const samples = scoreLists(asSoldOn(task.data, task.asOf), model, {
    customers: task.sampleCustomers,
    k: task.listLength,
    includeSeen: task.includeSeen,
    asOf: task.asOf,
  });
  return { artifact: saveModel(model), samples };
}

function lists(task: ListsTask): ListsAnswer {
  const data = asSoldOn(task.data, task.asOf);
  const model = loadModel(task.artifact);
  return {
    lists: scoreLists(data, model, {
      customers: task.customers,
      k: task.listLength,
      includeSeen: task.includeSeen,
      asOf: task.asOf,
    }),
    fallback: popularList(data, task.fallbackLength, task.fallbackHalfLifeDays),
  };
}

/** For lists only the present counts: what is dropped by now was never there, whatever the age of the newest event. */
function asSoldOn(data: TenantData, asOf: number): TenantData {
  return { ...data, droppedAt: data.droppedAt.map((at) => (at <= asOf ? Number.NEGATIVE_INFINITY : at)) };
}
