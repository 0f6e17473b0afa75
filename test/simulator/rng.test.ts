import { Rng } from '../../simulator/rng';

describe('the random numbers of the simulator', () => {
  test('the same name gives the same stream, a neighbouring name another', () => {
    const draw = (...name: number[]) => {
      const rng = new Rng(...name);
      return [rng.uniform(), rng.uniform(), rng.uniform()];
    };
    expect(draw(1, 2)).toEqual(draw(1, 2));
    expect(draw(1, 2)).not.toEqual(draw(1, 3));
    expect(draw(1, 2)).not.toEqual(draw(2, 1));
  });

  test('streams have the means and spreads of their distributions', () => {
    const rng = new Rng(5);
    const mean = (draw: () => number) =>
      Array.from({ length: 20_000 }, draw).reduce((a, b) => a + b) / 20_000;
    expect(mean(() => rng.uniform())).toBeCloseTo(0.5, 1);
    expect(mean(() => rng.exponential(3))).toBeCloseTo(3, 0);
    expect(mean(() => rng.erlang(3, 6))).toBeCloseTo(3, 1);
    expect(mean(() => rng.poisson(0.4))).toBeCloseTo(0.4, 1);
    expect(mean(() => rng.normal())).toBeCloseTo(0, 1);
    expect(mean(() => rng.normal() ** 2)).toBeCloseTo(1, 1);
    expect(mean(() => rng.weighted(Float64Array.of(1, 1, 4)))).toBeCloseTo(1.5, 1);
  });

  test('an index of weight nothing is never drawn', () => {
    const rng = new Rng(6);
    const drawn = new Set(Array.from({ length: 2_000 }, () => rng.weighted(Float64Array.of(0, 1, 1, 2))));
    expect([...drawn].sort()).toEqual([1, 3]);
  });
});
