import type { CustomerIndex } from '../history/customer-index';
import { dayMs } from '../history/weighting';
import { createRng, seedFor } from '../rng';
import type { TenantData } from '../tenant-data';

/** Of each customer's products, this share is held out. */
const share = 0.2;

/**
 * Data without a usable order in time, made into a past and a future: a seeded share of each customer's products
 * moves, with all its events, to one day after everything else. Whoever has a single product keeps it.
 */
export function holdOutShare(
  data: TenantData,
  index: CustomerIndex,
  seed: number,
): { data: TenantData; cut: number } {
  const rng = createRng(seedFor(seed, 'hold out'));
  const n = data.time.length;
  const later = new Uint8Array(n);
  const drawn = new Float64Array(data.productCount);
  const drawnFor = new Int32Array(data.productCount).fill(-1);
  for (let c = 0; c < data.customerCount; c++) {
    let distinct = 0;
    for (let i = index.offsets[c]!; i < index.offsets[c + 1]!; i++) {
      const e = index.events[i]!;
      const p = data.product[e]!;
      if (drawnFor[p] !== c) {
        drawnFor[p] = c;
        drawn[p] = distinct++ === 0 ? 1 : rng();
      }
      later[e] = drawn[p]! < share ? 1 : 0;
    }
  }
  return { data: reordered(data, later), cut: dayMs };
}

/** All events at time 0, but those flagged a day later; arrival order within each is kept. */
function reordered(data: TenantData, later: Uint8Array): TenantData {
  const n = later.length;
  const order = new Int32Array(n);
  let at = 0;
  for (const flag of [0, 1]) for (let e = 0; e < n; e++) if (later[e] === flag) order[at++] = e;
  return {
    ...data,
    customer: Int32Array.from(order, (e) => data.customer[e]!),
    product: Int32Array.from(order, (e) => data.product[e]!),
    type: Uint8Array.from(order, (e) => data.type[e]!),
    time: Float64Array.from(order, (e) => later[e]! * dayMs),
    quantity: Float32Array.from(order, (e) => data.quantity[e]!),
    value: Float32Array.from(order, (e) => data.value[e]!),
    fromList: Uint8Array.from(order, (e) => data.fromList[e]!),
    droppedAt: data.droppedAt.map((dropped) => (dropped === Infinity ? Infinity : -Infinity)),
  };
}
