import { eventTypeNumbers, type Reason } from '../../../models';
import type { HistoryEvent } from '../../../services/lists/read-history';
import { type Background, reasonInWords } from '../../../services/lists/reason-in-words';

const DAY_MS = 86_400_000;
const now = Date.UTC(2026, 4, 20, 12);

const event = (productNo: number, type: keyof typeof eventTypeNumbers, daysAgo = 1): HistoryEvent => ({
  ...{ productNo, type: eventTypeNumbers[type], time: now - daysAgo * DAY_MS, quantity: 1, known: true },
});
const background = (events: HistoryEvent[], more: Partial<Background> = {}): Background => ({
  recipe: { name: 'ease', params: { priorHalfLifeDays: 14 } },
  events: [...events].sort((a, b) => a.time - b.time),
  names: new Map([
    [1, 'Stout'],
    [2, 'Cider'],
    [3, 'Stout'],
    [4, 'x'.repeat(500)],
  ]),
  ...{ listedAt: now, now },
  ...more,
});
const together = (...productNos: number[]): Reason => ({
  kind: 'together',
  products: productNos.map((productNo) => productNo - 1),
});

describe('reasons in words', () => {
  test.each([
    [
      'what was bought is told as bought',
      [event(1, 'view'), event(1, 'purchase')],
      'Bought together with Stout, which this customer bought',
    ],
    [
      'what was only looked at is never called bought',
      [event(1, 'view')],
      'Goes with Stout, which this customer looked at',
    ],
    ['what the list did not know is not told', [{ ...event(1, 'purchase'), known: false }], undefined],
  ])('%s', (_, events, words) => {
    expect(reasonInWords(9, together(1), background(events))).toBe(words);
  });

  test('two products are named, both of the same kind, each name once and no longer than 80 characters', () => {
    const events = [1, 2, 3].map((productNo) => event(productNo, 'purchase'));
    expect(reasonInWords(9, together(1, 3, 2), background(events))).toBe(
      'Bought together with Stout and Cider, which this customer bought',
    );
    expect(reasonInWords(9, together(1, 2), background([event(1, 'purchase'), event(2, 'view')]))).toBe(
      'Bought together with Stout, which this customer bought',
    );
    expect(reasonInWords(9, together(4), background([event(4, 'purchase')]))).toContain(
      `${'x'.repeat(79)}…,`,
    );
  });

  test.each([
    [[35, 28, 21, 14, 7], 'Due again: usually every 7 days, last bought 7 days ago'],
    [[31, 24, 17, 10, 3], 'Bought regularly: usually every 7 days, last 3 days ago'],
    [[128, 121, 114, 107, 100], 'Bought regularly: usually every 7 days, last on 2026-02-09'],
    [[9, 2], 'Bought on 2 days, last 2 days ago'],
    [[0], 'Bought before, today'],
  ])('bought %j days ago: %s', (days, words) => {
    const events = days.map((daysAgo) => event(1, 'purchase', daysAgo));
    expect(reasonInWords(1, { kind: 'repeat' }, background(events))).toBe(words);
  });

  test('what was never bought is not due', () => {
    expect(reasonInWords(1, { kind: 'repeat' }, background([event(1, 'view')]))).toBeUndefined();
  });

  test('popular this month is said of a list of this month alone', () => {
    const said = (listedAt: number) => reasonInWords(1, { kind: 'popular' }, background([], { listedAt }));
    expect(said(now - 2 * DAY_MS)).toBe('Popular this month');
    expect(said(now - 40 * DAY_MS)).toBe('Popular with your customers');
  });
});
