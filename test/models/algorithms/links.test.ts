import { ease } from '../../../models/algorithms/ease';
import { neighbours } from '../../../models/algorithms/neighbours';
import { createRng } from '../../../models/rng';
import {
  cosineTwin,
  type Dense,
  denseOf,
  easeTwin,
  gramTwin,
  inverseTwin,
  sparseOf,
} from '../../support/models/dense-twin';

function randomX(rows: number, columns: number, seed: number): Dense {
  const rng = createRng(seed);
  return Array.from({ length: rows }, () =>
    Array.from({ length: columns }, () => (rng() < 0.4 ? Math.fround(0.5 + rng()) : 0)),
  );
}

const meanDiagonal = (gram: Dense): number => gram.reduce((sum, row, i) => sum + row[i]!, 0) / gram.length;
const all = { linksPerProduct: 1_000 };

function expectClose(actual: Dense, expected: Dense): void {
  for (const [i, row] of expected.entries()) {
    for (const [j, value] of row.entries()) expect(actual[i]![j]).toBeCloseTo(value, 5);
  }
}

describe('ease', () => {
  test('agrees with the equation worked out slowly, where every product takes part', () => {
    const x = randomX(30, 11, 1);
    const links = ease(sparseOf(x), { lambda: 0.7, bestSellers: 50, tailCustomers: 1, ...all });
    expectClose(denseOf(links), easeTwin(x, 0.7 * meanDiagonal(gramTwin(x))));
  });

  test('a product outside the best sellers is the ridge regression on them', () => {
    const x = randomX(40, 6, 2).map((row, u) => [...row, u < 5 ? 1 : 0]); // the seventh has fewest customers
    const links = denseOf(ease(sparseOf(x), { lambda: 0.5, bestSellers: 6, tailCustomers: 1, ...all }));
    const s = x.map((row) => row.slice(0, 6));
    const penalty = 0.5 * meanDiagonal(gramTwin(s));
    const p = inverseTwin(
      gramTwin(s).map((row, i) => row.map((value, j) => value + (i === j ? penalty : 0))),
    );
    const together = s[0]!.map((_, i) => x.reduce((sum, row) => sum + row[i]! * row[6]!, 0));
    const expected = p.map((row) => row.reduce((sum, value, j) => sum + value * together[j]!, 0));
    for (const [i, value] of expected.entries()) expect(links[i]![6]).toBeCloseTo(value, 5);
    expect(links[6]).toEqual(new Array(7).fill(0));
  });

  test('a rare product of the tail gets no links', () => {
    const x = randomX(40, 6, 2).map((row, u) => [...row, u < 2 ? 1 : 0]);
    const links = denseOf(ease(sparseOf(x), { lambda: 0.5, bestSellers: 6, tailCustomers: 3, ...all }));
    expect(links.map((row) => row[6])).toEqual(new Array(7).fill(0));
  });

  test('only the strongest links of a product are kept', () => {
    const x = randomX(60, 12, 3);
    const kept = denseOf(
      ease(sparseOf(x), { lambda: 1, bestSellers: 12, tailCustomers: 1, linksPerProduct: 3 }),
    );
    const full = denseOf(ease(sparseOf(x), { lambda: 1, bestSellers: 12, tailCustomers: 1, ...all }));
    for (let target = 0; target < 12; target++) {
      const strongest = full.map((row) => Math.abs(row[target]!)).sort((a, b) => b - a)[2]!;
      const expected = full.map((row) => (Math.abs(row[target]!) >= strongest ? row[target]! : 0));
      expect(kept.map((row) => row[target])).toEqual(expected);
    }
  });

  test('nobody bought anything: no links, no exception', () => {
    expect(
      ease(sparseOf([[0, 0]], 2), { lambda: 1, bestSellers: 5, tailCustomers: 1, ...all }).columns,
    ).toHaveLength(0);
  });
});

describe('neighbours', () => {
  test('agrees with the shrunk cosine worked out slowly', () => {
    const x = randomX(25, 9, 4);
    const links = neighbours(sparseOf(x), { shrink: 2, targetPower: 1, ...all });
    expectClose(denseOf(links), cosineTwin(x, 2));
  });

  test('a product is no neighbour of its own', () => {
    const links = denseOf(neighbours(sparseOf(randomX(25, 9, 4)), { shrink: 0, targetPower: 1, ...all }));
    expect(links.map((row, i) => row[i])).toEqual(new Array(9).fill(0));
  });
});
