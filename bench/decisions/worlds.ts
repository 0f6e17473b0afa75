import { Rng } from '../../simulator/rng';
import type { AisleSettings, WorldSettings } from '../../simulator/settings';

/** Development's seeds are small numbers; these belong to the bench alone. */
const firstSeed = 7_340_000;
const purpose = 77;

export const historyDays = 182;
/** What is bought in the days after a cut is what a list is worth. */
export const futureDays = 28;

export const worldKinds = ['assortment', 'staples'] as const;
export type WorldKind = (typeof worldKinds)[number];

export interface DrawnWorld {
  kind: WorldKind;
  seed: number;
  settings: WorldSettings;
}

/** Of all customers, about this share buys something to be judged by in a decision window. */
const heldOutShare = { assortment: 0.78, staples: 0.86 };

/**
 * One of endlessly many tenants: every number that makes a world is drawn anew, so that no rule can be right for
 * one world only. Every other tenant sells an assortment to browse, the others staples that are due again.
 */
export function drawWorld(number: number, heldOut: number, extraDays = 0): DrawnWorld {
  const kind = worldKinds[number % 2] as WorldKind;
  const seed = firstSeed + number;
  const rng = new Rng(seed, purpose);
  const between = (low: number, high: number): number => low + (high - low) * rng.uniform();
  const isStaples = kind === 'staples';
  const aisles = Array.from({ length: 6 + rng.below(10) }, (_, i): AisleSettings => {
    const seasonal = rng.chance(0.4);
    return {
      name: `Aisle ${i + 1}`,
      share: between(0.5, 2),
      lastsDays: isStaples ? between(8, 30) : between(30, 140),
      loyalty: isStaples ? between(0.4, 0.8) : between(0.05, 0.35),
      price: [2, 40],
      ...(seasonal ? { seasonPeak: rng.below(365), season: between(0.2, 0.6) } : {}),
      productName: (n) => `Product ${i + 1}-${n}`,
    };
  });
  const settings: WorldSettings = {
    timezone: 'UTC',
    currency: 'EUR',
    customers: Math.round(heldOut / heldOutShare[kind]),
    products: Math.round(between(100, 320)),
    days: historyDays + extraDays + futureDays,
    aisles,
    segments: 3 + rng.below(6),
    segmentContrast: between(0.5, 1.3),
    popularitySkew: between(0.5, 1),
    daysBetweenOrders: isStaples ? between(6, 12) : between(12, 24),
    orderingSpread: between(0.3, 0.6),
    orderingRhythm: 1 + rng.below(4),
    weekdays: [9, 10, 9, 10, 9, between(1, 8), between(0, 4)],
    hours: [8, 18],
    furtherLines: between(0.1, 0.6),
    companionship: between(0.02, 0.15),
    quantity: 1,
    quantitySpread: 0.4,
    newProducts: between(0.03, 0.15),
    droppedProducts: between(0.03, 0.1),
    newCustomers: between(0.05, 0.25),
    lostCustomers: between(0.03, 0.15),
    viewsPerPurchase: 0,
    returns: 0,
  };
  return { kind, seed, settings };
}
