import { binOf, effects, wilson } from '../../../bench/decisions/statistics';

test("Wilson's interval agrees with a published example and stays honest at none of a few", () => {
  const [low, high] = wilson(81, 263); // Newcombe 1998, table I: 0.2553 to 0.3662
  expect(low).toBeCloseTo(0.2553, 4);
  expect(high).toBeCloseTo(0.3662, 4);
  expect(wilson(0, 20)[0]).toBe(0);
  expect(wilson(0, 20)[1]).toBeGreaterThan(0.15);
  expect(wilson(0, 0)).toEqual([0, 1]);
});

test('every stated effect is in its own column, and what is beyond them in the outermost', () => {
  effects.forEach((effect, column) => {
    expect(binOf(effect / 100)).toBe(column);
  });
  expect(binOf(-0.9)).toBe(0);
  expect(binOf(3)).toBe(effects.length - 1);
});
