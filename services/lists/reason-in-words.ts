import { eventTypeNumbers, type Reason, type RecipeSpec } from '../../models';
import { purchaseRhythm } from './purchase-rhythm';
import type { HistoryEvent } from './read-history';

export const POPULAR = 'Popular with your customers';

export interface Background {
  recipe: RecipeSpec;
  events: readonly HistoryEvent[];
  names: ReadonlyMap<number, string>;
  /** The moment the list was computed for, and now, in ms. */
  listedAt: number;
  now: number;
}

const DAY_MS = 86_400_000;
const MOST_CITED = 2;
/** Names are looked up for a few more than are told: two products may share a name. */
const MOST_LOOKED_UP = 6;
const LONGEST_NAME = 80;

/** From the strongest kind of event to the weakest, in the words of a salesperson. */
const didWhat: readonly [type: number, link: string, words: string][] = [
  [eventTypeNumbers.purchase, 'Bought together with', 'bought'],
  [eventTypeNumbers.add_to_cart, 'Goes with', 'put in the basket'],
  [eventTypeNumbers.rating, 'Goes with', 'rated'],
  [eventTypeNumbers.click, 'Goes with', 'looked at'],
  [eventTypeNumbers.view, 'Goes with', 'looked at'],
];

/** The numbers of the products that the reasons may name. */
export function citedNames(items: readonly ({ reason: Reason | undefined } | undefined)[]): number[] {
  const cited = new Set<number>();
  for (const item of items) {
    if (item?.reason?.kind !== 'together') continue;
    for (const product of item.reason.products.slice(0, MOST_LOOKED_UP)) cited.add(product + 1);
  }
  return [...cited];
}

/** One sentence, or nothing where nothing plain can be said. Speaks of products, never of a customer by id. */
export function reasonInWords(
  productNo: number,
  reason: Reason | undefined,
  background: Background,
): string | undefined {
  switch (reason?.kind) {
    case 'popular':
      return popularInWords(background);
    case 'repeat':
      return repeatInWords(productNo, background);
    case 'together':
      return togetherInWords(reason.products, background);
    default:
      return undefined;
  }
}

/** A short half-life is what makes it "this week" or "this month"; an old list may not say so. */
function popularInWords({ recipe, listedAt, now }: Background): string {
  const halfLife = recipe.params[recipe.name === 'popularity' ? 'halfLifeDays' : 'priorHalfLifeDays'];
  const days = typeof halfLife === 'number' && halfLife > 0 ? halfLife : Number.POSITIVE_INFINITY;
  const age = (now - listedAt) / DAY_MS;
  if (days <= 7 && age <= 7) return 'Popular this week';
  if (days <= 31 && age <= 31) return 'Popular this month';
  return POPULAR;
}

/** Beyond a season nobody counts days. */
function agoInWords(time: number, daysAgo: number): string {
  if (daysAgo === 0) return 'today';
  if (daysAgo === 1) return 'yesterday';
  return daysAgo <= 90 ? `${daysAgo} days ago` : `on ${new Date(time).toISOString().slice(0, 10)}`;
}

function repeatInWords(productNo: number, { events, now }: Background): string | undefined {
  const rhythm = purchaseRhythm(events, productNo);
  if (!rhythm) return undefined;
  const daysAgo = Math.max(0, Math.floor((now - rhythm.last) / DAY_MS));
  const last = agoInWords(rhythm.last, daysAgo);
  if (rhythm.everyDays === undefined) {
    return rhythm.days === 1 ? `Bought before, ${last}` : `Bought on ${rhythm.days} days, last ${last}`;
  }
  const usually = `usually every ${rhythm.everyDays === 1 ? 'day' : `${rhythm.everyDays} days`}`;
  // Long past its time it is given up rather than due.
  const due = daysAgo >= 0.75 * rhythm.everyDays && daysAgo <= 3 * rhythm.everyDays;
  return due ? `Due again: ${usually}, last bought ${last}` : `Bought regularly: ${usually}, last ${last}`;
}

function togetherInWords(products: readonly number[], { events, names }: Background): string | undefined {
  const types = new Map<number, Set<number>>();
  for (const { productNo, type, known } of events) {
    if (known) types.set(productNo, (types.get(productNo) ?? new Set()).add(type));
  }
  const deed = (productNo: number) => didWhat.find(([type]) => types.get(productNo)?.has(type));
  const candidates = products.slice(0, MOST_LOOKED_UP).map((product) => product + 1);
  const first = candidates[0] === undefined ? undefined : deed(candidates[0]);
  if (!first) return undefined;
  const [, link, words] = first;
  const told = new Set<string>();
  for (const productNo of candidates) {
    const name = names.get(productNo);
    if (name !== undefined && deed(productNo)?.[2] === words && told.size < MOST_CITED) told.add(short(name));
  }
  return told.size === 0 ? undefined : `${link} ${[...told].join(' and ')}, which this customer ${words}`;
}

function short(name: string): string {
  const characters = [...name];
  return characters.length <= LONGEST_NAME ? name : `${characters.slice(0, LONGEST_NAME - 1).join('')}…`;
}
