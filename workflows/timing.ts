/**
 * When a tenant's night is: its own local time of day, every n days, spread over a window so that four
 * thousand midnights do not fall on one second. Pure: the clock comes in as an argument.
 */
import { DateTime } from 'luxon';

export interface NightSchedule {
  /** IANA zone, such as Europe/Berlin. */
  zone: string;
  /** Local time of day, HH:MM or HH:MM:SS. */
  nightAt: string;
  everyDays: number;
  /** The window, in minutes, and the tenant's place in it, from 0 up to 1. */
  spreadMinutes: number;
  place: number;
}

export interface ScheduledNight {
  /** The tenant's local date, YYYY-MM-DD. */
  date: string;
  /** Milliseconds since the epoch. */
  at: number;
}

/**
 * The instant of the night of a local date. A time of day that a clock change skips moves forward by the
 * change; one that it repeats means its first occurrence.
 */
export function nightOf(schedule: NightSchedule, date: string): ScheduledNight {
  const local = DateTime.fromISO(`${date}T${schedule.nightAt}`, { zone: schedule.zone });
  if (!local.isValid) {
    throw new RangeError(
      `Expected a date and a zone, got ${date} and ${schedule.zone}: ${local.invalidExplanation}`,
    );
  }
  const spread = Math.floor(schedule.place * schedule.spreadMinutes * 60_000);
  // Which of two equal times luxon means depends on the day it runs; the first is asked for by name.
  const first = Math.min(...local.getPossibleOffsets().map((possible) => possible.toMillis()));
  return { date, at: first + spread };
}

/** The first night after `now`, on or after a local date when one is given. */
export function firstNightAfter(schedule: NightSchedule, now: number, notBefore?: string): ScheduledNight {
  const today = DateTime.fromMillis(now, { zone: schedule.zone }).minus({ days: 2 }).toISODate() ?? '';
  let date = notBefore && notBefore > today ? notBefore : today;
  for (;;) {
    const night = nightOf(schedule, date);
    if (night.at > now) return night;
    date = addDays(date, 1);
  }
}

/**
 * Of the nights scheduled from `date` on, the latest that is due by `now`, and the one after it. After a
 * downtime this skips what was missed: one night catches up for all.
 */
export function latestDue(
  schedule: NightSchedule,
  date: string,
  now: number,
): { due: ScheduledNight | undefined; next: ScheduledNight } {
  const behindDays = Math.floor((now - nightOf(schedule, date).at) / 86_400_000);
  // Days have 23 to 25 hours: begin one interval early, then walk.
  const skipped = Math.max(0, Math.floor((behindDays - 1) / schedule.everyDays));
  let due: ScheduledNight | undefined;
  let next = nightOf(schedule, addDays(date, skipped * schedule.everyDays));
  while (next.at <= now) {
    due = next;
    next = nightOf(schedule, addDays(next.date, schedule.everyDays));
  }
  return { due, next };
}

/** A tenant's place in the window: FNV-1a (Fowler, Noll, Vo) over its id, scaled to [0, 1). */
export function placeOf(tenant: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < tenant.length; i++) {
    hash = Math.imul(hash ^ tenant.charCodeAt(i), 0x01000193);
  }
  // FNV's high bits follow the last character closely; one round of mixing spreads near ids apart.
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  hash ^= hash >>> 13;
  return (hash >>> 0) / 2 ** 32;
}

export function addDays(date: string, days: number): string {
  return DateTime.fromISO(date, { zone: 'utc' }).plus({ days }).toISODate() ?? date;
}
