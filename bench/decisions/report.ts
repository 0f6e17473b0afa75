import { table } from '../../cli/print';
import type { Run } from './nights';
import type { Cell, Verdict } from './one-world';
import { binOf, effects, mean, median, wilson } from './statistics';

export interface CellResult extends Cell {
  verdicts: Verdict[];
}

export interface NightsResult extends Cell {
  runs: Run[];
}

/** The truth is known to about this: what is worse by less is no harm that could be shown. */
const harm = -0.01;

export interface Limit {
  name: string;
  hits: number;
  trials: number;
  interval: [number, number];
  met: boolean;
}

const right = Array.from({ length: 13 }, (_, i) => (i === 0 ? 'left' : 'right') as 'left' | 'right');

/** Per cell one line: how often a challenger of each true effect was promoted, with its Wilson interval. */
export function operatingCurve(cells: readonly CellResult[], contest: Verdict['contest']): string {
  const header = ['CUSTOMERS', 'DIAL', ...effects.map((effect) => `${effect > 0 ? '+' : ''}${effect} %`)];
  const rows = cells.map(({ heldOut, dial, verdicts }) => {
    const judged = verdicts.filter((verdict) => verdict.contest === contest && isDecided(verdict));
    const counts = effects.map((_, bin) => judged.filter(({ effect }) => binOf(effect) === bin));
    return [String(heldOut), String(dial), ...counts.map(shareOf)];
  });
  return table([header, ...rows], right);
}

/** Of a night's own challenges only switches count here: its refreshes are in the refresh table. */
function isDecided({ contest, isSwitch }: Verdict): boolean {
  return contest !== 'night' || isSwitch;
}

function shareOf(verdicts: readonly Verdict[]): string {
  if (verdicts.length === 0) return '-';
  const hits = verdicts.filter(({ promote }) => promote).length;
  const [low, high] = wilson(hits, verdicts.length);
  const percent = (share: number): string => (100 * share).toFixed(0);
  return `${percent(hits / verdicts.length)} (${percent(low)}-${percent(high)}) ${hits}/${verdicts.length}`;
}

/** What the cells are made of: real held-out customers, the metric's mean and the spread of paired differences. */
export function conditions(cells: readonly CellResult[]): string {
  const header = [
    'CUSTOMERS',
    'DIAL',
    'WORLDS',
    'HELD OUT',
    'DAYS',
    'NDCG@10',
    'SPREAD',
    'ERROR',
    'LEFT OUT',
  ];
  const rows = cells.map(({ heldOut, dial, verdicts }) => {
    const stated = verdicts.filter(({ contest }) => contest === 'stated');
    const of = (pick: (verdict: Verdict) => number): number => median(stated.map(pick));
    return [
      String(heldOut),
      String(dial),
      String(new Set(verdicts.map(({ world }) => world)).size),
      of((v) => v.heldOut).toFixed(0),
      of((v) => v.windowDays).toFixed(0),
      of((v) => v.metric).toFixed(3),
      of((v) => v.spread).toFixed(3),
      `${(100 * of((v) => Math.abs(v.estimate - v.effect))).toFixed(1)} %`,
      of((v) => v.leftOut).toFixed(0),
    ];
  });
  return table([header, ...rows], right);
}

/** By what the best recipe of the ladder would gain: how often the night switched, and to what. */
export function opportunities(cells: readonly CellResult[]): string {
  const header = [
    'CUSTOMERS',
    'DIAL',
    'AT HAND',
    'NIGHTS',
    'SWITCH TRIED',
    'SWITCHED',
    'HARMFUL',
    'TRUE GAIN',
  ];
  const bands = [
    [-1, 0.03],
    [0.03, 0.075],
    [0.075, 0.15],
    [0.15, 99],
  ] as const;
  const rows = cells.flatMap(({ heldOut, dial, verdicts }) =>
    bands.map(([low, high]) => {
      const nights = verdicts.filter(
        (v) => v.contest === 'night' && v.opportunity >= low && v.opportunity < high,
      );
      const tried = nights.filter(({ isSwitch }) => isSwitch);
      const made = tried.filter(({ promote }) => promote);
      return [
        String(heldOut),
        String(dial),
        high > 1 ? 'over +15 %' : `under +${100 * high} %`,
        String(nights.length),
        String(tried.length),
        String(made.length),
        String(made.filter(({ effect }) => effect < harm).length),
        made.length === 0 ? '-' : `${(100 * mean(made.map(({ effect }) => effect))).toFixed(1)} %`,
      ];
    }),
  );
  return table([header, ...rows], right);
}

/** Each limit with its interval; met where the interval reaches it. */
export function limits(cells: readonly CellResult[], nights: readonly NightsResult[]): Limit[] {
  const found: Limit[] = [];
  const add = (name: string, hits: number, trials: number, wanted: number, atMost: boolean): void => {
    if (trials === 0) return;
    const interval = wilson(hits, trials);
    found.push({ name, hits, trials, interval, met: atMost ? interval[0] <= wanted : interval[1] >= wanted });
  };
  for (const { heldOut, dial, verdicts } of cells) {
    const at = `${heldOut} customers, dial ${dial}`;
    const stated = verdicts.filter(({ contest }) => contest === 'stated');
    const limit = (
      name: string,
      wanted: number,
      atMost: boolean,
      where: (effect: number) => boolean,
    ): void => {
      const judged = stated.filter(({ effect }) => where(effect));
      add(`${name}, ${at}`, judged.filter(({ promote }) => promote).length, judged.length, wanted, atMost);
    };
    limit('equal: at most 10 %', 0.1, true, (effect) => binOf(effect) === 4);
    if (heldOut >= 50) limit('worse by 5 % or more: at most 5 %', 0.05, true, (effect) => effect <= -0.05);
    if (heldOut >= 300) limit('better by 20 %: at least 80 %', 0.8, false, (effect) => binOf(effect) === 8);
    if (heldOut >= 1000) limit('better by 10 %: at least 80 %', 0.8, false, (effect) => binOf(effect) === 7);
  }
  for (const { heldOut, dial, runs } of nights) {
    if (heldOut !== 300) continue;
    const reached = runs.filter(({ reachedOn }) => reachedOn !== null).length;
    const name = `better by 10 %, in service within the nights: at least 80 %, ${heldOut} customers, dial ${dial}`;
    add(name, reached, runs.length, 0.8, false);
  }
  return found;
}

export function limitsTable(found: readonly Limit[]): string {
  const rows = found.map(({ name, hits, trials, interval: [low, high], met }) => [
    name,
    `${((100 * hits) / trials).toFixed(0)} %`,
    `${(100 * low).toFixed(0)}-${(100 * high).toFixed(0)}`,
    `${hits}/${trials}`,
    met ? 'met' : 'NOT MET',
  ]);
  return table([['LIMIT', 'FOUND', 'INTERVAL', 'OF', ''], ...rows], ['left', 'right', 'right', 'right']);
}

/** Whole runs of nights: switches and the harmful among them per tenant-year, and the quality that was served. */
export function nightsTable(results: readonly NightsResult[]): string {
  const header = [
    'CUSTOMERS',
    'DIAL',
    'TENANTS',
    'NIGHTS',
    'SWITCHES A YEAR',
    'HARMFUL A YEAR',
    'COST EACH',
    'REFRESHES A YEAR',
    'HARMFUL',
    'MEAN GAIN',
    'REACHED',
    'OVER NEVER',
    'OVER ALWAYS BEST',
  ];
  const rows = results.map(({ heldOut, dial, runs }) => {
    const total = runs.reduce((sum, { nights }) => sum + nights, 0);
    const yearly = (count: number): string => ((count * 365) / total).toFixed(1);
    const switches = runs.flatMap((run) => run.switches);
    const refreshes = runs.flatMap((run) => run.refreshes);
    const harmful = switches.filter((effect) => effect < harm);
    const over = (other: (run: Run) => number): string =>
      `${(100 * (mean(runs.map((run) => run.served / other(run))) - 1)).toFixed(1)} %`;
    return [
      String(heldOut),
      String(dial),
      String(runs.length),
      String(total),
      yearly(switches.length),
      yearly(harmful.length),
      harmful.length === 0 ? '-' : `${(100 * mean(harmful)).toFixed(1)} %`,
      yearly(refreshes.length),
      yearly(refreshes.filter((effect) => effect < harm).length),
      refreshes.length === 0 ? '-' : `${(100 * mean(refreshes)).toFixed(2)} %`,
      `${runs.filter(({ reachedOn }) => reachedOn !== null).length}/${runs.length}`,
      over((run) => run.neverPromoting),
      over((run) => run.alwaysBestValidated),
    ];
  });
  return table([header, ...rows], right);
}
