/** What a tenant asks of a challenger before it may serve. Each bar has its line in docs/decisions.md. */
export interface Bars {
  /** A switch needs this probability of being better. */
  switchProbability: number;
  /** ... and this estimated relative gain. */
  switchGain: number;
  /** From this age on a champion is refreshed unless that is probably much worse. */
  maxChampionAgeDays: number;
  /** "Much worse" is worse by more than this ... */
  muchWorse: number;
  /** ... with more than this probability. */
  muchWorseProbability: number;
  /** A guard is harmed where it is worse by more than this ... */
  guardMargin: number;
  /** ... with at least this probability, after Holm's correction. */
  guardProbability: number;
  /** Slices with fewer held-out customers are reported, not judged. */
  guardCustomers: number;
  /** Fewer held-out customers than this decide nothing. */
  fewestCustomers: number;
}

export const defaultBars: Readonly<Bars> = {
  switchProbability: 0.9,
  switchGain: 0.02,
  maxChampionAgeDays: 14,
  muchWorse: 0.05,
  muchWorseProbability: 0.8,
  guardMargin: 0.05,
  guardProbability: 0.9,
  guardCustomers: 50,
  fewestCustomers: 10,
};

/** The tenant's bars over the defaults; what is not set stays as it was. */
export function barsOf(wanted: Partial<Bars> | undefined): Bars {
  const bars: Bars = { ...defaultBars };
  for (const name of Object.keys(defaultBars) as (keyof Bars)[]) bars[name] = wanted?.[name] ?? bars[name];
  return bars;
}
