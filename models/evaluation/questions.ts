import { goalType } from '../algorithms/popularity';
import type { CustomerIndex } from '../history/customer-index';
import type { TenantData } from '../tenant-data';
import type { HiddenTypes } from './hidden-types';

/**
 * What a window asks of a recommender: at this moment, for this customer, which products come next?
 * Flat: the relevant products of question q are relevant[starts[q] .. starts[q + 1]), distinct, ascending.
 * Questions are grouped by customer, so that each customer is judged once, by the mean of its questions.
 */
export interface Questions {
  customers: Int32Array;
  moments: Float64Array;
  starts: Int32Array;
  relevant: Int32Array;
  hidden: HiddenTypes;
  /** Relevant products left out because nobody had met them before the window. */
  unknownProducts: number;
}

export interface AskOptions {
  /** Ascending; each moment's answers are judged by what happens before the next, the last one's before `end`. */
  moments: readonly number[];
  end: number;
  /** Only products that had an event before this time can be relevant: no model could know others. */
  knownBefore: number;
  /** A product hidden by the customer's history is not relevant either. */
  hidden: HiddenTypes;
  /** Whether purchases that followed from a list shown count as relevant. */
  withListPurchases: boolean;
  /** Only these customers, where given: 1 to take part. */
  only?: Uint8Array;
}

/** The customers without any history at a moment are not asked: they would get the fallback. */
export function askQuestions(data: TenantData, index: CustomerIndex, options: AskOptions): Questions {
  const goal = goalType(data);
  const known = knownProducts(data, options.knownBefore);
  const customers: number[] = [];
  const moments: number[] = [];
  const starts: number[] = [0];
  const relevant: number[] = [];
  const seenBy = new Int32Array(data.productCount).fill(-1);
  const askedBy = new Int32Array(data.productCount).fill(-1);
  let unknownProducts = 0;
  let asked = 0;

  for (let c = 0; c < data.customerCount; c++) {
    if (options.only && options.only[c] !== 1) continue;
    let i = index.offsets[c]!;
    const last = index.offsets[c + 1]!;
    let hasHistory = false;
    options.moments.forEach((moment, m) => {
      const until = options.moments[m + 1] ?? options.end;
      for (; i < last && data.time[index.events[i]!]! < moment; i++) {
        const e = index.events[i]!;
        if (options.hidden[data.type[e]!] === 1) seenBy[data.product[e]!] = c;
        hasHistory = true;
      }
      if (!hasHistory) return;
      asked++;
      const from = relevant.length;
      for (let j = i; j < last; j++) {
        const e = index.events[j]!;
        if (data.time[e]! >= until) break;
        const p = data.product[e]!;
        if (data.type[e] !== goal || askedBy[p] === asked) continue;
        if (!options.withListPurchases && data.fromList[e] === 1) continue;
        if (seenBy[p] === c) continue;
        if (data.droppedAt[p]! <= moment) continue;
        askedBy[p] = asked;
        if (known[p] === 1) relevant.push(p);
        else unknownProducts++;
      }
      if (relevant.length === from) return;
      sortTail(relevant, from);
      customers.push(c);
      moments.push(moment);
      starts.push(relevant.length);
    });
  }
  return {
    customers: Int32Array.from(customers),
    moments: Float64Array.from(moments),
    starts: Int32Array.from(starts),
    relevant: Int32Array.from(relevant),
    hidden: options.hidden,
    unknownProducts,
  };
}

function knownProducts(data: TenantData, before: number): Uint8Array {
  const known = new Uint8Array(data.productCount);
  for (let e = 0; e < data.time.length && data.time[e]! < before; e++) known[data.product[e]!] = 1;
  return known;
}

/** Sorts the numbers from index `from` on, in place. */
function sortTail(values: number[], from: number): void {
  const tail = values.splice(from).sort((a, b) => a - b);
  for (const value of tail) values.push(value);
}
