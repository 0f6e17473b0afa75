import { DateTime, IANAZone } from 'luxon';

const isoTime =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s?(Z|z|[+-]\d{2}(?::?\d{2})?)?)?$/;
const usTime = /^(\d{1,2})\/(\d{1,2})\/(\d{4})(?: (\d{1,2}):(\d{2})(?::(\d{2}))?)?$/;
const epochSeconds = /^\d{9,10}$/;
const epochMilliseconds = /^\d{12,13}$/;

export const timeFormats =
  'a time like 2026-03-01T09:30:00Z (ISO 8601; without an offset: UTC), or seconds or milliseconds since 1970, not before';

/**
 * Milliseconds since 1970, or NaN when the text is no time. What names no offset is read in `zone`.
 * Handles ISO 8601 and, for presets, the slashed American order that spreadsheets export.
 */
export class TimeReader {
  private readonly zone: IANAZone | undefined;
  /** Local hour to offset: the zone's rules are asked once an hour of data, not once a line. */
  private readonly offsets = new Map<number, number>();
  /** The lines of an invoice, an order, a minute have one time: it is read once. */
  private lastText = '';
  private lastTime = Number.NaN;

  constructor(zone?: string) {
    if (zone !== undefined && zone !== 'UTC') this.zone = IANAZone.create(zone);
  }

  read(text: string): number {
    if (text !== this.lastText) {
      this.lastTime = this.readAnew(text);
      this.lastText = text;
    }
    return this.lastTime;
  }

  private readAnew(text: string): number {
    const iso = isoTime.exec(text);
    if (iso) {
      const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '', offset] = iso;
      const local = utcTime(+year!, +month!, +day!, +hour, +minute, +second);
      const ms = fraction === '' ? 0 : Math.floor(Number(`0.${fraction}`) * 1000);
      if (offset !== undefined) return local + ms - offsetMs(offset);
      return this.toUtc(local) + ms;
    }
    if (epochSeconds.test(text)) return Number(text) * 1000;
    if (epochMilliseconds.test(text)) return Number(text);
    return Number.NaN;
  }

  readUsOrder(text: string): number {
    const parts = usTime.exec(text);
    if (!parts) return Number.NaN;
    const [, month, day, year, hour = '0', minute = '0', second = '0'] = parts;
    return this.toUtc(utcTime(+year!, +month!, +day!, +hour, +minute, +second));
  }

  private toUtc(local: number): number {
    if (!this.zone || Number.isNaN(local)) return local;
    const hour = Math.floor(local / 3_600_000);
    let offset = this.offsets.get(hour);
    if (offset === undefined) {
      const { year, month, day, hour: h } = DateTime.fromMillis(hour * 3_600_000, { zone: 'utc' });
      offset = DateTime.fromObject({ year, month, day, hour: h }, { zone: this.zone }).offset * 60_000;
      this.offsets.set(hour, offset);
    }
    return local - offset;
  }
}

/** NaN for what the calendar or the clock does not have: 30 February, 25 o'clock. */
function utcTime(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
): number {
  if (month < 1 || month > 12 || day < 1 || hour > 23 || minute > 59 || second > 59) return Number.NaN;
  if (day > 28 && day > new Date(Date.UTC(year, month, 0)).getUTCDate()) return Number.NaN;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

function offsetMs(offset: string): number {
  if (offset === 'Z' || offset === 'z') return 0;
  const hours = Number(offset.slice(1, 3));
  const minutes = Number(offset.slice(3).replace(':', '') || 0);
  if (hours > 15 || minutes > 59) return Number.NaN;
  return (offset[0] === '-' ? -1 : 1) * (hours * 60 + minutes) * 60_000;
}
