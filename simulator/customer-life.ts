import { Rng } from './rng';
import { type Aisle, DAY_MS, isSold, seasonAt, type World } from './world';

const purposes = { character: 11, history: 12, influence: 13 };
const MAX_TRIES = 8;

/** A customer's fixed traits. Hidden from every recommender, as the rest of the world is. */
export interface Character {
  segment: number;
  /** Mean days between orders. */
  interval: number;
  size: number;
  joined: number;
  left: number;
  /** How much each aisle is wanted. */
  wants: Float64Array;
}

export interface Purchase {
  time: number;
  /** Orders of a customer, counted from 1. */
  order: number;
  product: number;
  quantity: number;
  /** Whether it came through a list that was shown. */
  fromList: boolean;
}

/** The list in front of a customer, best first. */
export interface Shown {
  products: readonly number[];
  /** Share of lines that are taken from the list instead of from the customer's own mind, 0 to 1. */
  dial: number;
}

/**
 * One customer's life in a world: advanced from moment to moment, and branched to see what could come. The
 * value of a list is the purchases that branches of the same moment make, without anybody's influence.
 */
export class CustomerLife {
  readonly character: Character;
  private readonly world: World;
  private rng: Rng;
  private nextVisit: number;
  private orders = 0;
  /** By aisle: the usual product, -1 for none yet, and the time of the last purchase. */
  private readonly usual: Int32Array;
  private readonly lastBought: Float64Array;
  /** What was bought from aisles of once-and-for-all. */
  private readonly owned = new Set<number>();
  private shown: Shown | undefined;
  /** Numbers of its own, so that lists without influence change nothing. */
  private readonly influence: Rng;

  constructor(world: World, customer: number) {
    this.world = world;
    this.character = makeCharacter(world, customer);
    this.rng = new Rng(world.seed, purposes.history, customer);
    this.influence = new Rng(world.seed, purposes.influence, customer);
    this.usual = new Int32Array(world.aisles.length).fill(-1);
    this.lastBought = Float64Array.from(
      world.aisles,
      ({ settings }) => this.character.joined - this.rng.exponential(settings.lastsDays) * DAY_MS,
    );
    const firstDays = 1 + this.rng.uniform() * this.character.interval;
    this.nextVisit = openingTime(world, this.character.joined + firstDays * DAY_MS, this.rng);
  }

  /** From now on this list is before the customer's eyes; nothing is where none is given. */
  show(shown: Shown | undefined): void {
    this.shown = shown;
  }

  /** The same customer at the same moment, whose future is drawn anew, with no list to follow. */
  branch(future: number): CustomerLife {
    const copy: CustomerLife = Object.create(CustomerLife.prototype);
    return Object.assign(copy, this, {
      rng: new Rng(
        this.world.seed,
        purposes.history,
        this.orders,
        future,
        Math.floor(this.nextVisit / DAY_MS),
      ),
      usual: this.usual.slice(),
      lastBought: this.lastBought.slice(),
      owned: new Set(this.owned),
      shown: undefined,
    });
  }

  /** All purchases before `until`, in order of time; a later call goes on from there. */
  *advance(until: number): Generator<Purchase> {
    const end = Math.min(until, this.character.left);
    while (this.nextVisit < end) {
      const time = this.nextVisit;
      // A day at least, so that the hour of opening cannot turn the order of two visits round.
      const gapDays = Math.max(
        1,
        this.rng.erlang(this.character.interval, this.world.settings.orderingRhythm),
      );
      this.nextVisit = openingTime(this.world, time + gapDays * DAY_MS, this.rng);
      yield* this.visit(time);
    }
  }

  private *visit(time: number): Generator<Purchase> {
    const bought = new Set<number>();
    this.orders++;
    for (const [index, aisle] of this.world.aisles.entries()) {
      if (!this.isDue(index, aisle, time)) continue;
      this.lastBought[index] = time;
      const lines = 1 + this.rng.poisson(this.world.settings.furtherLines);
      for (let line = 0; line < lines; line++) {
        const product = this.choose(index, aisle, time, line === 0);
        if (product !== -1) bought.add(product);
      }
    }
    for (const product of [...bought]) {
      const companion = this.world.companion[product] ?? -1;
      if (companion === -1 || !this.rng.chance(this.world.settings.companionship)) continue;
      if (isSold(this.world, companion, time) && !this.owned.has(companion)) bought.add(companion);
    }
    for (const { product, fromList } of this.influenced(bought, time)) {
      if (this.world.aisles[this.world.aisleOf[product] ?? 0]?.settings.once) this.owned.add(product);
      yield { time, order: this.orders, product, quantity: this.quantity(), fromList };
    }
  }

  /**
   * A share of the lines follows the list instead, its first places most of all. What is on the list and wanted
   * anyway comes through the list as often: such a purchase is marked though nothing has caused it.
   */
  private influenced(wanted: Set<number>, time: number): Iterable<{ product: number; fromList: boolean }> {
    const bought = new Map<number, boolean>();
    for (const own of wanted) {
      const follows = this.shown !== undefined && this.influence.chance(this.shown.dial);
      const listed = follows && !this.shown?.products.includes(own) ? this.fromList(time) : -1;
      if (listed === -1) bought.set(own, follows && this.shown?.products.includes(own) === true);
      else if (!bought.has(listed)) bought.set(listed, true);
    }
    return Array.from(bought, ([product, fromList]) => ({ product, fromList }));
  }

  private fromList(time: number): number {
    for (const product of this.shown?.products ?? []) {
      const wanted = isSold(this.world, product, time) && !this.owned.has(product);
      if (wanted && this.influence.chance(0.3)) return product;
    }
    return -1;
  }

  /** The longer ago, the likelier: what was bought lasts for a time, longer out of season. */
  private isDue(index: number, { settings }: Aisle, time: number): boolean {
    const days = (time - (this.lastBought[index] ?? 0)) / DAY_MS;
    const pull = (this.character.wants[index] ?? 1) * seasonAt(settings, time);
    return this.rng.chance(1 - Math.exp((-pull * days) / settings.lastsDays));
  }

  private choose(index: number, aisle: Aisle, time: number, first: boolean): number {
    const usual = this.usual[index] ?? -1;
    const keepsToIt = first && usual !== -1 && !this.owned.has(usual) && isSold(this.world, usual, time);
    if (keepsToIt && this.rng.chance(aisle.settings.loyalty)) return usual;
    const appeal = aisle.appeal[this.character.segment];
    if (!appeal || appeal.length === 0) return -1;
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      const product = aisle.products[this.rng.weighted(appeal)] ?? -1;
      if (!isSold(this.world, product, time) || this.owned.has(product)) continue;
      if (usual === -1 || this.rng.chance(0.3)) this.usual[index] = product;
      return product;
    }
    return -1;
  }

  private quantity(): number {
    const { quantity, quantitySpread } = this.world.settings;
    return Math.max(1, Math.round(this.rng.logNormal(quantity * this.character.size, quantitySpread)));
  }
}

function makeCharacter(world: World, customer: number): Character {
  const { settings, start, now } = world;
  const rng = new Rng(world.seed, purposes.character, customer);
  const segment = rng.below(settings.segments);
  const fate = rng.uniform();
  const moment = start + rng.uniform() * (now - start);
  return {
    segment,
    interval: rng.logNormal(settings.daysBetweenOrders, settings.orderingSpread),
    size: rng.logNormal(1, 0.6),
    joined: fate < settings.newCustomers ? moment : start,
    left: fate > 1 - settings.lostCustomers ? moment : Number.POSITIVE_INFINITY,
    wants: Float64Array.from(world.wants[segment] ?? [], (want) => want * rng.logNormal(1, 0.4)),
  };
}

/** Moves a moment on to a day and an hour at which orders are taken: within a week, rather soon than late. */
function openingTime({ settings }: World, time: number, rng: Rng): number {
  const today = Math.floor(time / DAY_MS);
  let sum = 0;
  const cumulative = Float64Array.from({ length: 7 }, (_, wait) => {
    const weekday = (today + wait + 3) % 7; // 1970 began on a Thursday; Monday is 0
    sum += (settings.weekdays[weekday] ?? 0) * 0.85 ** wait;
    return sum;
  });
  const [open, close] = settings.hours;
  const second = Math.floor((open + rng.uniform() * (close - open)) * 3600);
  return (today + rng.weighted(cumulative)) * DAY_MS + second * 1000;
}
