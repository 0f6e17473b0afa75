import { dayMs } from '../history/weighting';
import { lastMoment } from '../night/fit-model';
import type { TenantData } from '../tenant-data';
import { type Anomaly, findAnomalies } from './anomalies';
import { firstSeenIn, type Period, periodOf } from './period';
import { priceRatio } from './prices';

export type { Anomaly } from './anomalies';

/** Plain JSON: stored with the night and handed to the next one's check. */
export interface NightStatistics {
  events: number;
  customers: number;
  products: number;
  /** Milliseconds; null without events. */
  firstAt: number | null;
  lastAt: number | null;
  /** The last day, and the days one to eight weeks before it: the same weekday, so that weekends compare. */
  day: Period;
  sameDays: Period[];
  /** The last seven days, and the eight times seven before them. */
  week: Period;
  weeks: Period[];
  /** Prices of the last day over those of the four weeks before; null where too little was sold. */
  priceRatio: number | null;
  /** Events dated after the cut. */
  fromTheFuture: number;
}

export interface CheckOptions {
  /** The cut's moment; by default just after the last event. */
  asOf?: number;
}

const weeksBack = 8;

/** Compares a tenant's newest data with its own past, and says what looks broken. */
export function checkData(
  data: TenantData,
  previous: NightStatistics | undefined,
  options: CheckOptions = {},
): { statistics: NightStatistics; anomalies: Anomaly[] } {
  const statistics = statisticsOf(data, options.asOf ?? lastMoment(data));
  return { statistics, anomalies: findAnomalies(statistics, previous) };
}

function statisticsOf(data: TenantData, asOf: number): NightStatistics {
  const firstSeen = firstSeenIn(data);
  const n = data.time.length;
  const back = Array.from({ length: weeksBack }, (_, i) => i + 1);
  const dayBefore = (weeks: number): Period => {
    const to = asOf - 7 * weeks * dayMs;
    return periodOf(data, firstSeen, to - dayMs, to);
  };
  const weekBefore = (weeks: number): Period => {
    const to = asOf - 7 * weeks * dayMs;
    return periodOf(data, firstSeen, to - 7 * dayMs, to);
  };
  const active = new Uint8Array(data.customerCount);
  const sold = new Uint8Array(data.productCount);
  let fromTheFuture = 0;
  for (let e = 0; e < n; e++) {
    active[data.customer[e]!] = 1;
    sold[data.product[e]!] = 1;
    if (data.time[e]! >= asOf) fromTheFuture++;
  }
  return {
    events: n,
    customers: active.reduce((sum, flag) => sum + flag, 0),
    products: sold.reduce((sum, flag) => sum + flag, 0),
    firstAt: n === 0 ? null : data.time[0]!,
    lastAt: n === 0 ? null : data.time[n - 1]!,
    day: dayBefore(0),
    sameDays: back.map(dayBefore),
    week: weekBefore(0),
    weeks: back.map(weekBefore),
    priceRatio: priceRatio(data, asOf - 29 * dayMs, asOf - dayMs, asOf) ?? null,
    fromTheFuture,
  };
}
