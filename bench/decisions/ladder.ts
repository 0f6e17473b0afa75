import type { RecipeSpec } from '../../models';

/**
 * Recipes from poor to good in small steps, by which a challenger of nearly any true effect can be found: what is
 * personal gives way to popularity as the prior grows, and popularity to chance as its half-life shrinks.
 */
export function ladder(includeSeen: boolean): RecipeSpec[] {
  const common = {
    halfLifeDays: 90,
    links: 30,
    priorHalfLifeDays: 30,
    ...(includeSeen ? { historyHalfLifeDays: 300 } : {}),
  };
  const priors = [0.01, 0.05, 0.2, 0.6, 1.5, 4, 12];
  const repeats = includeSeen ? [0, 0.1, 0.4, 1.5] : [0];
  return [
    ...[0.7, 1.5, 3, 7, 14, 30, 60, 0].map((halfLifeDays) => ({
      name: 'popularity',
      params: { halfLifeDays },
    })),
    ...repeats.flatMap((repeat) =>
      priors.flatMap((prior) => [
        { name: 'neighbours', params: { ...common, prior, shrink: 10, repeat } },
        { name: 'ease', params: { ...common, prior, lambda: 3, bestSellers: 300, repeat } },
      ]),
    ),
  ];
}
