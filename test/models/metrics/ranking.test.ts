import fc from 'fast-check';
import { rankingMetrics } from '../../../models/metrics/ranking';
import { ndcgTwin } from '../../support/models/ndcg-twin';

const list = (...products: number[]): Int32Array => Int32Array.from(products);

function metrics(ranked: number[], relevant: number[], k: number) {
  const sorted = Int32Array.from(relevant).sort();
  return rankingMetrics(list(...ranked), ranked.length, sorted, 0, sorted.length, k);
}

describe('rankingMetrics', () => {
  test('a perfect ranking scores 1 even when k exceeds the relevant set', () => {
    expect(metrics([7, 3, 9], [3, 7], 10).ndcg).toBe(1);
  });

  test('a hit at rank 2 of one relevant product scores 1/log2(3), by hand', () => {
    expect(metrics([5, 8], [8], 10).ndcg).toBeCloseTo(0.6309297535714575, 12);
  });

  test('more relevant products than places: the ideal is cut at k', () => {
    expect(metrics([1, 2], [1, 2, 3, 4, 5], 2).ndcg).toBe(1);
    expect(metrics([1, 9], [1, 2, 3], 2).ndcg).toBeCloseTo(1 / (1 + 1 / Math.log2(3)), 12);
  });

  test('recall divides by all relevant products, precision by k', () => {
    const { recall, precision, hit } = metrics([1, 9, 2], [1, 2, 3, 4], 10);
    expect(recall).toBe(0.5);
    expect(precision).toBeCloseTo(0.2, 12);
    expect(hit).toBe(1);
  });

  test('nothing relevant is NaN, so an average cannot hide it', () => {
    expect(metrics([1], [], 5)).toEqual({ ndcg: NaN, recall: NaN, precision: NaN, hit: NaN });
  });

  test('an empty list scores 0', () => {
    expect(metrics([], [4], 10)).toEqual({ ndcg: 0, recall: 0, precision: 0, hit: 0 });
  });

  test('a cut-off below 1 is refused with what came', () => {
    expect(() => metrics([1], [1], 0)).toThrow('k must be 1 to 1000, got 0');
  });

  test('any ranking agrees with the slow twin and stays within 0 and 1', () => {
    const products = fc.uniqueArray(fc.integer({ min: 0, max: 40 }), { maxLength: 30 });
    const some = fc.uniqueArray(fc.integer({ min: 0, max: 40 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(products, some, fc.integer({ min: 1, max: 20 }), (ranked, relevant, k) => {
        const { ndcg } = metrics(ranked, relevant, k);
        expect(ndcg).toBeCloseTo(ndcgTwin(ranked, new Set(relevant), k), 12);
        expect(ndcg).toBeGreaterThanOrEqual(0);
        expect(ndcg).toBeLessThanOrEqual(1 + 1e-12);
      }),
    );
  });
});
