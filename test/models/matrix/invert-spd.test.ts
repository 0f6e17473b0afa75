import fc from 'fast-check';
import { invertSpd } from '../../../models/matrix/invert-spd';
import { createRng } from '../../../models/rng';
import { type Dense, gramTwin, inverseTwin } from '../../support/models/dense-twin';

function spd(n: number, seed: number): Dense {
  const rng = createRng(seed);
  const x = Array.from({ length: n + 3 }, () => Array.from({ length: n }, () => rng() - 0.5));
  return gramTwin(x).map((row, i) => row.map((value, j) => value + (i === j ? 0.5 : 0)));
}

describe('invertSpd', () => {
  test('a 2 × 2 matrix, by hand', () => {
    const a = Float64Array.of(4, 2, 2, 3);
    invertSpd(a, 2);
    expect([...a].map((value) => Math.round(value * 1e12) / 1e12)).toEqual([0.375, -0.25, -0.25, 0.5]);
  });

  test('agrees with Gauss-Jordan at every size around its blocks of four', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 19 }), fc.integer(), (n, seed) => {
        const matrix = spd(n, seed);
        const a = Float64Array.from(matrix.flat());
        invertSpd(a, n);
        const expected = inverseTwin(matrix).flat();
        for (const [i, value] of expected.entries()) expect(a[i]).toBeCloseTo(value, 8);
      }),
      { numRuns: 60 },
    );
  });

  test('a matrix that is not positive definite is refused with its pivot', () => {
    expect(() => invertSpd(Float64Array.of(1, 2, 2, 1), 2)).toThrow(
      'matrix must be positive definite, pivot 1 is -3',
    );
  });

  test('a buffer of the wrong size is refused with both sizes', () => {
    expect(() => invertSpd(new Float64Array(5), 2)).toThrow('matrix must hold 4 numbers, got 5');
  });
});
