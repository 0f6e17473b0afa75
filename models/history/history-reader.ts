import type { TenantData } from '../tenant-data';
import type { CustomerIndex } from './customer-index';
import { eventWeight, type Weighting } from './weighting';

const { max, sqrt } = Math;

/**
 * One customer's history before a moment, product by product. The arrays are scratch that the next read
 * overwrites; only the first `length` entries count. Products stand in order of their first event.
 */
export interface History {
  length: number;
  products: Int32Array;
  weights: Float64Array;
}

export interface HistoryReader {
  /** What the customer did before the moment, weighted as of that moment. */
  read(customer: number, moment: number, weighting: Weighting): History;
}

/** Reads histories out of the events without an object per event. One reader per thread: it owns scratch. */
export function createHistoryReader(data: TenantData, index: CustomerIndex): HistoryReader {
  const { product, type, time, quantity } = data;
  const history: History = {
    length: 0,
    products: new Int32Array(data.productCount),
    weights: new Float64Array(data.productCount),
  };
  const place = new Int32Array(data.productCount).fill(-1);

  const read = (customer: number, moment: number, weighting: Weighting): History => {
    const { products, weights } = history;
    const { sumPower } = weighting;
    let length = 0;
    const end = index.offsets[customer + 1]!;
    for (let i = index.offsets[customer]!; i < end; i++) {
      const e = index.events[i]!;
      if (time[e]! >= moment) break;
      const weight = eventWeight(weighting, type[e]!, quantity[e]!, moment - time[e]!);
      if (weight === 0) continue;
      const p = product[e]!;
      let at = place[p]!;
      if (at < 0) {
        at = length++;
        place[p] = at;
        products[at] = p;
        weights[at] = 0;
      }
      weights[at]! += weight;
    }
    for (let i = 0; i < length; i++) {
      place[products[i]!] = -1;
      weights[i] = sumPower === 0.5 ? sqrt(max(0, weights[i]!)) : max(0, weights[i]!) ** sumPower;
    }
    history.length = length;
    return history;
  };
  return { read };
}
