import { bootstrapSums, quantile } from '../../../models/metrics/bootstrap';
import { compare } from '../../../models/metrics/compare';
import { normalCdf, pairedEvidence, relativeGain } from '../../../models/metrics/paired-evidence';
import { createRng } from '../../../models/rng';

const values = (n: number, of: (i: number) => number): Float64Array =>
  Float64Array.from({ length: n }, (_, i) => of(i));

describe('compare', () => {
  test('the same recommender against itself is even, without a gain', () => {
    const same = values(40, (i) => (i % 5) / 10);
    const [result] = compare([{ name: 'ndcg', challenger: same, champion: same }], [0.05], createRng(1));
    expect(result).toMatchObject({ gain: 0, probabilityBetter: 0.5, probabilityWorse: 0, interval: [0, 0] });
  });

  test('better for every customer is better in every resample', () => {
    const champion = values(30, (i) => 0.1 + i / 300);
    const challenger = champion.map((value) => value + 0.02);
    const [result] = compare([{ name: 'ndcg', challenger, champion }], [0.05], createRng(1));
    expect(result!.probabilityBetter).toBe(1);
    expect(result!.interval[0]).toBeGreaterThan(0);
  });

  test('the same seed gives the same numbers, another seed others', () => {
    const rng = createRng(3);
    const a = values(50, () => rng());
    const b = values(50, () => rng());
    const run = (seed: number) =>
      compare([{ name: 'ndcg', challenger: a, champion: b }], [0.05], createRng(seed));
    expect(run(7)).toEqual(run(7));
    expect(run(7)).not.toEqual(run(8));
  });

  test('the bootstrap agrees with the normal approximation on many customers', () => {
    const rng = createRng(5);
    const champion = values(800, () => rng());
    const challenger = champion.map((value) => value + 0.5 * (rng() - 0.49));
    const [result] = compare([{ name: 'ndcg', challenger, champion }], [0.05], createRng(1));
    expect(result!.probabilityBetter).toBeCloseTo(pairedEvidence(challenger, champion).probability, 1);
  });

  test('a slice counts its customers alone', () => {
    const champion = values(4, () => 0.5);
    const challenger = Float64Array.of(1, 1, 0, 0);
    const slice = Uint8Array.of(1, 1, 0, 0);
    const [result] = compare([{ name: 'slice', challenger, champion, slice }], [0.05], createRng(1));
    expect(result).toMatchObject({ customers: 2, challenger: 1, champion: 0.5, gain: 1 });
  });
});

describe('bootstrapSums', () => {
  test('every resample draws as many customers as there are', () => {
    const sums = bootstrapSums([values(25, () => 1)], 50, createRng(1));
    expect([...sums]).toEqual(new Array(50).fill(25));
  });

  test('columns of different lengths are refused with both lengths', () => {
    expect(() => bootstrapSums([values(2, () => 1), values(3, () => 1)], 1, createRng(1))).toThrow(
      'columns must be 2 long, got 3',
    );
  });
});

test('quantile uses the R-7 method', () => {
  expect(quantile(Float64Array.of(1, 2, 3, 4), 0.5)).toBe(2.5);
  expect(quantile(Float64Array.of(1, 2, 3, 4), 0.05)).toBeCloseTo(1.15, 12);
});

test('the normal distribution function agrees with its tables', () => {
  expect(normalCdf(0)).toBeCloseTo(0.5, 6);
  expect(normalCdf(1.2815515655)).toBeCloseTo(0.9, 6);
  expect(normalCdf(-1.6448536269)).toBeCloseTo(0.05, 6);
});

test('a gain over nothing is 1 where there is something, else 0', () => {
  expect(relativeGain(0.2, 0)).toBe(1);
  expect(relativeGain(0, 0)).toBe(0);
  expect(relativeGain(0.11, 0.1)).toBeCloseTo(0.1, 12);
});
