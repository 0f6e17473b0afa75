import type { RecipeSpec } from '../../models';
import type { Rival } from './contest';

const binary = { halfLifeDays: 0, sumPower: 0 };

/** EASE as published: binary, no recency, no prior, no tail; penalty and number of products tuned. */
export const plainEase: Rival = {
  name: 'EASE, plain',
  candidates: [500, 1_000].flatMap((bestSellers) =>
    [0.5, 1.5, 4].map((lambda): RecipeSpec => {
      const params = { ...binary, lambda, bestSellers, links: bestSellers, tailCustomers: 1e9 };
      return { name: 'ease', params };
    }),
  ),
};

/** Cosine neighbours as published: binary, no recency, no prior. */
export const plainNeighbours: Rival = {
  name: 'neighbours, plain',
  candidates: [1, 10, 50].map((shrink) => ({
    name: 'neighbours',
    params: { ...binary, shrink, links: 100 },
  })),
};

/** Each customer's own most frequent products, filled up with recent popularity. */
export const ownFrequency: Rival = {
  name: 'own most frequent',
  candidates: [0, 30, 90].map((halfLifeDays) => ({
    name: 'repeat',
    params: { sumPower: 1, halfLifeDays, scaleHistory: 0, prior: 1e-3, priorHalfLifeDays: 14 },
  })),
};
