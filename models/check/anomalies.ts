import { eventTypes } from '../event-types';
import type { NightStatistics } from './check-data';
import type { Period } from './period';

/** Something that looks broken. `stop`: a model trained on it would be worse than the one in service. */
export interface Anomaly {
  what: string;
  sentence: string;
  severity: 'stop' | 'warn';
}

/** Fewer events than this in a period are too few to call anything strange: small and new tenants pass. */
const fewestEvents = 100;
/** Weeks of history before a tenant has a past to be compared with. */
const fewestWeeks = 4;

type Rule = (statistics: NightStatistics) => Anomaly | undefined;

/**
 * What in the newest data cannot be, given the tenant's own past. Every rule compares a share with the largest
 * (or smallest) that any of the past weeks had, at a distance that weekends and seasons do not cross.
 */
export function findAnomalies(statistics: NightStatistics, previous: NightStatistics | undefined): Anomaly[] {
  const found = rules.map((rule) => rule(statistics));
  return [vanished(statistics, previous), ...found].filter((anomaly) => anomaly !== undefined);
}

const rules: Rule[] = [
  sentTwice,
  soldThoughDropped,
  reKeyed('newProducts', 'product'),
  reKeyed('newCustomers', 'customer'),
  oneCustomer,
  missingPurchases,
  missingType,
  feedStopped,
  volumeJumped,
  pricesJumped,
  oneMoment,
  fromTheFuture,
  oldIsland,
];

/** The newest day, or the newest week where the day says nothing, against the like of it in the past. */
function periods(statistics: NightStatistics): { now: Period; past: Period[]; words: string }[] {
  const { day, sameDays, week, weeks } = statistics;
  const pastWeeks = weeks.filter(({ events }) => events > 0);
  if (pastWeeks.length < fewestWeeks) return [];
  return [
    { now: day, past: [...sameDays, ...pastWeeks].filter(({ events }) => events > 0), words: 'the last day' },
    { now: week, past: pastWeeks, words: 'the last week' },
  ].filter(({ now }) => now.events >= fewestEvents);
}

const largest = (past: readonly Period[], pick: (period: Period) => number): number =>
  Math.max(0, ...past.map(pick));

/** Events are never changed or taken back: half of them gone means that the reading, not the shop, is broken. */
function vanished(statistics: NightStatistics, previous: NightStatistics | undefined): Anomaly | undefined {
  if (!previous || previous.events < fewestEvents || statistics.events >= previous.events / 2)
    return undefined;
  const sentence = `There are ${statistics.events} events, where the night before had ${previous.events}: more than half are missing.`;
  return { what: 'events_vanished', sentence, severity: 'stop' };
}

/** Dropped products are never listed, so that training is unharmed; but somebody's list of products is wrong. */
function soldThoughDropped(statistics: NightStatistics): Anomaly | undefined {
  for (const { now, past, words } of periods(statistics)) {
    const before = largest(past, (period) => period.droppedProducts);
    if (now.droppedProducts < 0.5 || before > 0.2) continue;
    const sentence = `${percent(now.droppedProducts)} of the events of ${words} are about products that are marked as dropped (at most ${percent(before)} before): they were probably dropped by mistake.`;
    return { what: 'dropped_products', sentence, severity: 'warn' };
  }
  return undefined;
}

function sentTwice(statistics: NightStatistics): Anomaly | undefined {
  for (const { now, past, words } of periods(statistics)) {
    const before = largest(past, (period) => period.duplicates);
    if (now.duplicates < 0.4 || before > 0.2) continue;
    const sentence = `${percent(now.duplicates)} of the events of ${words} repeat another one in every field (at most ${percent(before)} before): the data was probably sent twice.`;
    return { what: 'sent_twice', sentence, severity: 'stop' };
  }
  return undefined;
}

function reKeyed(share: 'newProducts' | 'newCustomers', noun: string): Rule {
  return (statistics) => {
    for (const { now, past, words } of periods(statistics)) {
      const before = largest(past, (period) => period[share]);
      if (now[share] < 0.8 || before > 0.4) continue;
      const sentence = `${percent(now[share])} of the events of ${words} are about ${noun}s never seen before (at most ${percent(before)} in the weeks before): the ${noun} ids have probably changed.`;
      return { what: `new_${noun}s`, sentence, severity: 'stop' };
    }
    return undefined;
  };
}

/** By the week alone: on a quiet day one large order may well be most of what happened. */
function oneCustomer(statistics: NightStatistics): Anomaly | undefined {
  for (const { now, past, words } of periods(statistics)) {
    if (now === statistics.day) continue;
    const before = largest(past, (period) => period.largestCustomer);
    if (now.largestCustomer < 0.5 || before > 0.25 || statistics.customers < 20) continue;
    const sentence = `One customer made ${percent(now.largestCustomer)} of the events of ${words} (at most ${percent(before)} before): probably a test, a robot or a wrong id.`;
    return { what: 'one_customer', sentence, severity: 'stop' };
  }
  return undefined;
}

/** Purchases are what lists are trained for: views that go on without them are no trend. */
function missingPurchases(statistics: NightStatistics): Anomaly | undefined {
  return missing(statistics, 'purchase', 'stop');
}

function missingType(statistics: NightStatistics): Anomaly | undefined {
  const others = eventTypes.filter((type) => type !== 'purchase' && type !== 'shown');
  return others.map((type) => missing(statistics, type, 'warn')).find((anomaly) => anomaly !== undefined);
}

function missing(
  statistics: NightStatistics,
  type: string,
  severity: Anomaly['severity'],
): Anomaly | undefined {
  for (const { now, words } of periods(statistics)) {
    const comparable =
      now === statistics.day ? statistics.sameDays.slice(0, 4) : statistics.weeks.slice(0, 4);
    const usual = Math.min(...comparable.map((period) => period.byType[type] ?? 0));
    if (usual < 25 || now.byType[type] !== 0) continue;
    const sentence = `There is no ${type} among the ${now.events} events of ${words}, where there were never fewer than ${usual} in the four weeks before.`;
    return { what: 'missing_type', sentence, severity };
  }
  return undefined;
}

/** Old data trains well enough: the tenant should know, the night goes on. */
function feedStopped({ day, sameDays }: NightStatistics): Anomaly | undefined {
  const usual = Math.min(...sameDays.map(({ events }) => events));
  if (usual < fewestEvents || day.events > usual / 20) return undefined;
  const sentence = `The last day brought ${day.events} events; on this weekday there were never fewer than ${usual} in the last eight weeks. The feed may have stopped.`;
  return { what: 'feed_stopped', sentence, severity: 'warn' };
}

function volumeJumped(statistics: NightStatistics): Anomaly | undefined {
  for (const { now, words } of periods(statistics)) {
    const comparable = now === statistics.day ? statistics.sameDays : statistics.weeks;
    const most = largest(comparable, ({ events }) => events);
    if (most < fewestEvents || now.events < 6 * most) continue;
    const sentence = `${words[0]!.toUpperCase()}${words.slice(1)} brought ${now.events} events, where there were never more than ${most} in the eight weeks before.`;
    return { what: 'volume', sentence, severity: 'warn' };
  }
  return undefined;
}

/** No recipe reads prices yet; what is told in money does. */
function pricesJumped({ priceRatio }: NightStatistics): Anomaly | undefined {
  if (priceRatio === null || (priceRatio < 4 && priceRatio > 1 / 4)) return undefined;
  const change = priceRatio > 1 ? `${round(priceRatio)} times` : `one ${round(1 / priceRatio)}th of`;
  const sentence = `Half of all products sold on the last day cost ${change} what they cost in the four weeks before: a unit or a decimal point has probably moved.`;
  return { what: 'prices', sentence, severity: 'warn' };
}

function oneMoment(statistics: NightStatistics): Anomaly | undefined {
  for (const { now, past, words } of periods(statistics)) {
    const before = largest(past, (period) => period.sameMoment);
    if (now.sameMoment < 0.6 || before > 0.2) continue;
    const sentence = `${percent(now.sameMoment)} of the events of ${words} carry one and the same time (at most ${percent(before)} before): the clock has probably stood still.`;
    return { what: 'one_moment', sentence, severity: 'warn' };
  }
  return undefined;
}

/** Age is counted from the cut: events of the future would count as the newest for as long as they last. */
function fromTheFuture({ fromTheFuture: events, week }: NightStatistics): Anomaly | undefined {
  if (events < fewestEvents || events < week.events / 2) return undefined;
  const sentence = `${events} events are dated after this night's cut: the sender's clock has probably jumped ahead.`;
  return { what: 'clock', sentence, severity: 'stop' };
}

/** A few events long before all others: harmless to recipes that forget, but worth a word. */
function oldIsland({ firstAt, weeks, events }: NightStatistics): Anomaly | undefined {
  const longAgo = weeks[0]!.to - 15 * 365 * 86_400_000;
  if (firstAt === null || events < fewestEvents || firstAt > longAgo) return undefined;
  const sentence = `The oldest event is dated ${new Date(firstAt).toISOString().slice(0, 10)}: the sender's clock has probably been wrong.`;
  return { what: 'clock', sentence, severity: 'warn' };
}

const percent = (share: number): string => `${Math.round(100 * share)} %`;
const round = (ratio: number): number => Math.round(ratio * 10) / 10;
