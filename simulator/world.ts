import { Rng } from './rng';
import type { AisleSettings, WorldSettings } from './settings';

export const DAY_MS = 86_400_000;

export interface Aisle {
  settings: AisleSettings;
  /** World-wide indices of its products. */
  products: Int32Array;
  /** For each segment, cumulative weights in the order of `products`. */
  appeal: readonly Float64Array[];
}

/**
 * Everything that is true of a world and that no recommender gets to see. Customers act on needs that fall due,
 * habits, the tastes of their segment, seasons and companions; nothing here is a product of factors, a
 * similarity or a decayed count, so that no recipe is at home in it.
 */
export interface World {
  settings: WorldSettings;
  seed: number;
  /** The history is [start, now), in milliseconds since 1970. */
  start: number;
  now: number;
  aisles: readonly Aisle[];
  aisleOf: Int32Array;
  price: Float64Array;
  /** Sold from (inclusive) and until (exclusive). */
  soldFrom: Float64Array;
  soldUntil: Float64Array;
  /** The product that one draws in; -1 for none. */
  companion: Int32Array;
  /** For each segment, how much each aisle is wanted. */
  wants: readonly Float64Array[];
}

const purposes = { products: 1, appeal: 2, wants: 3 };

export function makeWorld(settings: WorldSettings, seed: number, now: number): World {
  const start = now - settings.days * DAY_MS;
  const rng = new Rng(seed, purposes.products);
  const aisleOf = assignAisles(settings);
  const price = new Float64Array(settings.products);
  const soldFrom = new Float64Array(settings.products).fill(Number.NEGATIVE_INFINITY);
  const soldUntil = new Float64Array(settings.products).fill(Number.POSITIVE_INFINITY);
  const companion = new Int32Array(settings.products).fill(-1);
  for (let product = 0; product < settings.products; product++) {
    const [low, high] = aisleAt(settings, aisleOf[product] ?? 0).price;
    price[product] = Math.round(100 * low * (high / low) ** rng.uniform()) / 100;
    const fate = rng.uniform();
    const moment = start + rng.uniform() * (now - start);
    if (fate < settings.newProducts) soldFrom[product] = moment;
    else if (fate < settings.newProducts + settings.droppedProducts) soldUntil[product] = moment;
    const other = rng.below(settings.products);
    if (other !== product) companion[product] = other;
  }
  return {
    settings,
    seed,
    start,
    now,
    aisles: makeAisles(settings, seed, aisleOf),
    aisleOf,
    price,
    soldFrom,
    soldUntil,
    companion,
    wants: makeWants(settings, seed),
  };
}

export function isSold(world: World, product: number, time: number): boolean {
  return time >= (world.soldFrom[product] ?? 0) && time < (world.soldUntil[product] ?? 0);
}

/** Between 1 - season and 1 + season, highest on the aisle's peak day. */
export function seasonAt({ seasonPeak = 0, season = 0 }: AisleSettings, time: number): number {
  if (season === 0) return 1;
  const dayOfYear = (time / DAY_MS) % 365.25;
  return 1 + season * Math.cos((2 * Math.PI * (dayOfYear - seasonPeak)) / 365.25);
}

function aisleAt(settings: WorldSettings, index: number): AisleSettings {
  const aisle = settings.aisles[index];
  if (!aisle) throw new RangeError(`expected an aisle from 0 to ${settings.aisles.length - 1}, got ${index}`);
  return aisle;
}

/** Every aisle gets its share of the products, and at least one while there are any. */
function assignAisles({ aisles, products }: WorldSettings): Int32Array {
  const aisleOf = new Int32Array(products);
  const total = aisles.reduce((sum, aisle) => sum + aisle.share, 0);
  let upTo = 0;
  aisles.reduce((product, aisle, index) => {
    upTo += aisle.share;
    const end =
      index === aisles.length - 1 ? products : Math.max(product + 1, Math.round((products * upTo) / total));
    aisleOf.fill(index, product, Math.min(end, products));
    return Math.min(end, products);
  }, 0);
  return aisleOf;
}

function makeAisles(settings: WorldSettings, seed: number, aisleOf: Int32Array): Aisle[] {
  return settings.aisles.map((aisle, index) => {
    const products = Int32Array.from(aisleOf.keys()).filter((product) => aisleOf[product] === index);
    const rng = new Rng(seed, purposes.appeal, index);
    const ranks = shuffledRanks(products.length, rng);
    const appeal = Array.from({ length: settings.segments }, () => {
      let sum = 0;
      return Float64Array.from(ranks, (rank) => {
        sum += rank ** -settings.popularitySkew * rng.logNormal(1, settings.segmentContrast);
        return sum;
      });
    });
    return { settings: aisle, products, appeal };
  });
}

/** Ranks from 1 in random order: what sells best has nothing to do with its number. */
function shuffledRanks(length: number, rng: Rng): number[] {
  const ranks = Array.from({ length }, (_, i) => i + 1);
  for (let i = length - 1; i > 0; i--) {
    const j = rng.below(i + 1);
    [ranks[i], ranks[j]] = [ranks[j] ?? 0, ranks[i] ?? 0];
  }
  return ranks;
}

function makeWants(settings: WorldSettings, seed: number): Float64Array[] {
  const rng = new Rng(seed, purposes.wants);
  return Array.from({ length: settings.segments }, () =>
    Float64Array.from(settings.aisles, () => rng.logNormal(1, settings.segmentContrast / 2)),
  );
}
