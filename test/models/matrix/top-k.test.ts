import fc from 'fast-check';
import { topK } from '../../../models/matrix/top-k';

describe('topK', () => {
  test('equal scores rank by lower index, so that order of work cannot matter', () => {
    const out = new Int32Array(3);
    expect(topK(Float32Array.of(1, 2, 2, 2), Uint8Array.of(1, 1, 1, 1), 3, out)).toBe(3);
    expect([...out]).toEqual([1, 2, 3]);
  });

  test('what is no candidate is never ranked', () => {
    const out = new Int32Array(2);
    expect(topK(Float32Array.of(9, 1), Uint8Array.of(0, 1), 2, out)).toBe(1);
    expect(out[0]).toBe(1);
  });

  test('agrees with sorting', () => {
    const scores = fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 60 });
    fc.assert(
      fc.property(scores, fc.integer({ min: 1, max: 12 }), (raw, k) => {
        const candidate = Uint8Array.from(raw, (_, i) => (i % 3 === 0 ? 0 : 1));
        const out = new Int32Array(k);
        const count = topK(Float32Array.from(raw), candidate, k, out);
        const sorted = raw
          .map((score, i) => ({ score, i }))
          .filter(({ i }) => candidate[i] === 1)
          .sort((a, b) => b.score - a.score || a.i - b.i)
          .map(({ i }) => i);
        expect([...out.subarray(0, count)]).toEqual(sorted.slice(0, k));
      }),
    );
  });
});
