import { DateTime } from 'luxon';
import { goalType } from '../algorithms/popularity';
import { dayMs } from '../history/weighting';
import type { TenantData } from '../tenant-data';
import { lastMoment } from './fit-model';

/**
 * Time cut into fit | validation | decision (milliseconds): fit is what precedes fitEnd, validation lies from
 * there to validationEnd, decision from there to decisionEnd.
 */
export interface Windows {
  fitEnd: number;
  validationEnd: number;
  decisionEnd: number;
  /** How long each of the two windows is, in local days; whole weeks where the history allows. */
  days: number;
}

/** Enough customers held out that a gain of a few per cent is seen; more weeks than four grow stale. */
const enoughCustomers = 1_000;
const mostWeeks = 4;
/** Each window may take this share of the history at most, so that the twins learn from most of it. */
const largestShare = 1 / 5;

/**
 * Plans the windows back from the end of the data in whole local weeks, so that every weekday weighs alike; in
 * local days where there are less than five weeks. The length follows from the number of customers who bought,
 * never from results. Undefined where the history spans less than three days.
 */
export function planWindows(
  data: TenantData,
  zone: string,
  end: number = lastMoment(data),
): Windows | undefined {
  const plan = planDays(data, zone, end);
  if (!plan) return undefined;
  const { days, before } = plan;
  return { fitEnd: before(2 * days), validationEnd: before(days), decisionEnd: end, days };
}

/** Where validation starts when nothing has to be decided afterwards: as long as a night's, at the very end. */
export function planValidation(data: TenantData, zone: string): { fitEnd: number; end: number } | undefined {
  const end = lastMoment(data);
  const plan = planDays(data, zone, end);
  return plan && { fitEnd: plan.before(plan.days), end };
}

/** The windows' length, and the local midnight so many days before the last one. */
function planDays(
  data: TenantData,
  zone: string,
  end: number,
): { days: number; before: (days: number) => number } | undefined {
  if (data.time.length === 0 || data.time[0]! >= end) return undefined;
  const lastMidnight = DateTime.fromMillis(end, { zone }).startOf('day');
  if (!lastMidnight.isValid) throw new RangeError(`zone must be an IANA time zone, got ${zone}`);
  const spanDays = (end - data.time[0]!) / dayMs;
  if (spanDays < 3) return undefined;
  const before = (days: number): number => lastMidnight.minus({ days }).toMillis();

  let days = Math.max(1, Math.min(6, Math.floor(spanDays * largestShare)));
  for (let weeks = 1; weeks <= mostWeeks && weeks * 7 <= spanDays * largestShare; weeks++) {
    days = weeks * 7;
    if (customersWithGoal(data, before(days), end) >= enoughCustomers) break;
  }
  return { days, before };
}

/**
 * The moments at which a window's questions are put: its start and every seventh local day after it, as a list
 * that is refreshed while the weights stay fixed.
 */
export function momentsOf(start: number, end: number, zone: string): number[] {
  const moments: number[] = [];
  let at = DateTime.fromMillis(start, { zone });
  while (at.toMillis() < end) {
    moments.push(at.toMillis());
    at = at.plus({ days: 7 });
  }
  return moments;
}

function customersWithGoal(data: TenantData, from: number, to: number): number {
  const goal = goalType(data, to);
  const bought = new Uint8Array(data.customerCount);
  let count = 0;
  for (let e = data.time.length - 1; e >= 0 && data.time[e]! >= from; e--) {
    if (data.time[e]! >= to || data.type[e] !== goal || bought[data.customer[e]!] === 1) continue;
    bought[data.customer[e]!] = 1;
    count++;
  }
  return count;
}
