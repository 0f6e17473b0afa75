import { count, table } from '../print';
import type { EvaluateReport, RecipeReport } from './evaluate-files';

/** The report for people. */
export function reportText(report: EvaluateReport): string {
  const { train, test, k } = report;
  const judged = count(test.judgedCustomers);
  const lines = [
    `Trained on ${count(train.events)} events of ${count(train.customers)} customers and ${count(train.products)} products.`,
    `Judged by what ${judged} of the test's ${count(test.customers)} customers bought; ${count(test.coldCustomers)} had no history.`,
  ];
  if (test.droppedEvents > 0) {
    lines.push(
      `Left out: ${count(test.droppedEvents)} test purchases of ${count(test.droppedProducts)} products unknown in training.`,
    );
  }
  const refused = Object.entries(report.refused);
  if (refused.length > 0) {
    lines.push(`Lines not taken: ${refused.map(([reason, n]) => `${reason} ${count(n)}`).join(', ')}.`);
  }
  const header = ['RECIPE', `NDCG@${k}`, `RECALL@${k}`, `PRECISION@${k}`, 'COVERAGE', 'FIT', 'SCORE', ''];
  const rows = report.recipes.map((recipe) => rowOf(recipe, report.chosen));
  const cold =
    report.cold.ndcg === null ? [] : [`Without history (popular list): NDCG@${k} ${fixed(report.cold.ndcg)}`];
  const by =
    report.validation.by === 'time' ? 'the last days of training' : "a share of each customer's products";
  return [
    lines.join('\n'),
    table([header, ...rows], ['left', 'right', 'right', 'right', 'right', 'right', 'right', 'left']),
    [`Chosen on ${by} alone: ${report.chosen}, of ${report.validation.tried} tried.`, ...cold].join('\n'),
  ].join('\n\n');
}

function rowOf(recipe: RecipeReport, chosen: string): string[] {
  return [
    recipe.name,
    fixed(recipe.ndcg),
    fixed(recipe.recall),
    fixed(recipe.precision),
    `${(100 * recipe.coverage).toFixed(1)} %`,
    `${recipe.fitSeconds.toFixed(1)} s`,
    `${recipe.scoreSeconds.toFixed(1)} s`,
    recipe.name === chosen ? 'chosen' : '',
  ];
}

function fixed(value: number | null): string {
  return value === null ? '-' : value.toFixed(4);
}
