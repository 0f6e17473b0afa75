import fc from 'fast-check';
import { kthLargest } from '../../../models/matrix/kth-largest';

describe('kthLargest', () => {
  test('agrees with sorting, ties and all', () => {
    const values = fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 1, maxLength: 80 });
    fc.assert(
      fc.property(values, fc.nat(), (raw, pick) => {
        const k = 1 + (pick % raw.length);
        const expected = [...raw].sort((a, b) => b - a)[k - 1];
        expect(kthLargest(Float64Array.from(raw), raw.length, k)).toBe(expected);
      }),
    );
  });

  test('a k outside the values is refused with what came', () => {
    expect(() => kthLargest(Float64Array.of(1, 2), 2, 3)).toThrow('k must be 1 to 2, got 3');
  });
});
