import fc from 'fast-check';
import {
  addDays,
  firstNightAfter,
  latestDue,
  type NightSchedule,
  nightOf,
  placeOf,
} from '../../workflows/timing';

const midnight = (zone: string, more: Partial<NightSchedule> = {}): NightSchedule => ({
  zone,
  nightAt: '00:00',
  everyDays: 1,
  spreadMinutes: 0,
  place: 0,
  ...more,
});
const at = (iso: string) => Date.parse(iso);

describe('the hour of a night', () => {
  test("is the tenant's own midnight, in winter and in summer", () => {
    expect(nightOf(midnight('Europe/Berlin'), '2026-01-15').at).toBe(at('2026-01-14T23:00:00Z'));
    expect(nightOf(midnight('Europe/Berlin'), '2026-07-15').at).toBe(at('2026-07-14T22:00:00Z'));
    expect(nightOf(midnight('Asia/Kathmandu'), '2026-07-15').at).toBe(at('2026-07-14T18:15:00Z'));
  });

  test('moves forward by the change where the clock skips it', () => {
    // 2026-03-29 02:30 does not exist in Berlin.
    expect(nightOf(midnight('Europe/Berlin', { nightAt: '02:30' }), '2026-03-29').at).toBe(
      at('2026-03-29T01:30:00Z'),
    );
    // Beirut's clock change skips midnight itself.
    expect(nightOf(midnight('Asia/Beirut'), '2026-03-29').at).toBe(at('2026-03-28T22:00:00Z'));
  });

  test('is the first of two where the clock repeats it', () => {
    // 2026-10-25 02:30 comes twice in Berlin: at 00:30 and at 01:30 UTC.
    expect(nightOf(midnight('Europe/Berlin', { nightAt: '02:30' }), '2026-10-25').at).toBe(
      at('2026-10-25T00:30:00Z'),
    );
  });

  test("keeps to the tenant's place in the window", () => {
    const spread = midnight('UTC', { spreadMinutes: 60, place: 0.5 });
    expect(nightOf(spread, '2026-05-01').at).toBe(at('2026-05-01T00:30:00Z'));
  });

  test('of a zone that does not exist says which zone came', () => {
    expect(() => nightOf(midnight('Mars/Olympus'), '2026-05-01')).toThrow(/Mars\/Olympus/);
  });
});

describe('the next night', () => {
  test('of a new tenant is its coming midnight, never one that has passed', () => {
    const night = firstNightAfter(midnight('Europe/Berlin'), at('2026-05-01T10:00:00Z'));
    expect(night).toEqual({ date: '2026-05-02', at: at('2026-05-01T22:00:00Z') });
  });

  test('keeps its distance from the last one', () => {
    const night = firstNightAfter(
      midnight('UTC', { everyDays: 7 }),
      at('2026-05-01T10:00:00Z'),
      '2026-05-06',
    );
    expect(night.date).toBe('2026-05-06');
  });

  test('after a downtime is the latest that was missed, and only that', () => {
    const schedule = midnight('Europe/Berlin');
    const { due, next } = latestDue(schedule, '2026-05-02', at('2026-05-05T10:00:00Z'));
    expect(due?.date).toBe('2026-05-05');
    expect(next.date).toBe('2026-05-06');
  });

  test('is not due a moment before, and due at the moment', () => {
    const schedule = midnight('UTC');
    expect(latestDue(schedule, '2026-05-02', at('2026-05-02T00:00:00Z') - 1).due).toBeUndefined();
    expect(latestDue(schedule, '2026-05-02', at('2026-05-02T00:00:00Z')).due?.date).toBe('2026-05-02');
  });

  test('whatever the zone, interval and downtime: due is past, next is ahead, and both are on the grid', () => {
    const zones = [
      'UTC',
      'Europe/Berlin',
      'America/Santiago',
      'Asia/Kathmandu',
      'Pacific/Apia',
      'Australia/Lord_Howe',
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.integer({ min: 1, max: 30 }),
        fc.integer({ min: 0, max: 24 * 60 - 1 }),
        fc.integer({ min: -40, max: 400 * 24 }),
        (zone, everyDays, minute, hoursLater) => {
          const nightAt = `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
          const schedule = midnight(zone, { everyDays, nightAt, spreadMinutes: 45, place: 0.7 });
          const start = '2026-01-10';
          const now = nightOf(schedule, start).at + hoursLater * 3_600_000;
          const { due, next } = latestDue(schedule, start, now);
          expect(next.at).toBeGreaterThan(now);
          if (due) {
            expect(due.at).toBeLessThanOrEqual(now);
            expect(addDays(due.date, everyDays)).toBe(next.date);
          } else expect(next.date).toBe(start);
          const days = (Date.parse(next.date) - Date.parse(start)) / 86_400_000;
          expect(days % everyDays).toBe(0);
        },
      ),
      { numRuns: 300 },
    );
  });
});

test("tenants' places spread evenly over the window, also where their ids are alike", () => {
  const buckets = new Uint32Array(10);
  for (let i = 0; i < 4_000; i++) buckets[Math.floor(placeOf(`tenant-${i}`) * 10)]! += 1;
  for (const count of buckets) {
    expect(count).toBeGreaterThan(300);
    expect(count).toBeLessThan(500);
  }
});
