import { DateTime } from 'luxon';
import { momentsOf, planWindows } from '../../../models/night/plan-windows';
import { dayMs, firstDay, tenantOf } from '../../support/models/tenant-fixture';

const zone = 'Europe/London';
const spread = (days: number, customers = 30) =>
  tenantOf(
    Array.from({ length: days * 4 }, (_, n) => ({ customer: n % customers, product: n % 9, day: n / 4 })),
  );

describe('planWindows', () => {
  test('windows follow one another and end with the data', () => {
    const data = spread(200);
    const windows = planWindows(data, zone)!;
    expect(windows.decisionEnd).toBe(data.time[data.time.length - 1]! + 1);
    expect(windows.fitEnd).toBeLessThan(windows.validationEnd);
    expect(windows.validationEnd).toBeLessThan(windows.decisionEnd);
  });

  test('boundaries are local midnights, whole weeks apart, across the change of clocks', () => {
    const windows = planWindows(spread(89), zone)!; // 5 January to 4 April 2026; clocks change on 29 March
    expect(windows.days % 7).toBe(0);
    for (const boundary of [windows.fitEnd, windows.validationEnd]) {
      expect(DateTime.fromMillis(boundary, { zone }).toFormat('HH:mm')).toBe('00:00');
    }
    const [from, to] = [windows.fitEnd, windows.validationEnd].map((ms) => DateTime.fromMillis(ms, { zone }));
    expect(to!.diff(from!, 'days').days).toBe(windows.days);
  });

  test('each window takes a fifth of a short history at most', () => {
    for (const days of [4, 9, 20, 34, 36, 71]) {
      expect(planWindows(spread(days), zone)!.days).toBeLessThanOrEqual(Math.max(1, days / 5));
    }
  });

  test('many customers make short windows: the length follows from them', () => {
    const many = tenantOf(
      Array.from({ length: 30_000 }, (_, n) => ({ customer: n % 3_000, product: n % 50, day: n / 150 })),
    );
    expect(planWindows(many, zone)!.days).toBe(7);
    expect(planWindows(spread(200), zone)!.days).toBe(28);
  });

  test('no events, one moment, or under three days: no windows', () => {
    expect(planWindows(tenantOf([]), zone)).toBeUndefined();
    expect(planWindows(tenantOf([{ customer: 0, product: 0, day: 0 }]), zone)).toBeUndefined();
    expect(planWindows(spread(2), zone)).toBeUndefined();
  });

  test('an unknown time zone is refused by name', () => {
    expect(() => planWindows(spread(30), 'Mars/Olympus')).toThrow('Mars/Olympus');
  });
});

test('questions are put at the start of a window and every seventh local day', () => {
  const moments = momentsOf(firstDay, firstDay + 20 * dayMs, 'UTC');
  expect(moments).toEqual([firstDay, firstDay + 7 * dayMs, firstDay + 14 * dayMs]);
});
