import { detached } from './cells';
import { onlineRetailRows } from './online-retail';
import { type RowOptions, readRows } from './read-rows';
import type { ProductRecord } from './types';

interface Sightings {
  file: string;
  line: number;
  /** How often each description was used: people correct, abbreviate and misspell. */
  names: Map<string, number>;
  price: number;
  pricedAt: number;
}

/** The products that the lines of an invoice export speak of: the commonest description, the latest price. */
export async function readOnlineRetailProducts(
  files: readonly string[],
  options: RowOptions,
): Promise<ProductRecord[]> {
  const products = new Map<string, Sightings>();
  for (const file of files) {
    for await (const batch of readRows(file, onlineRetailRows, { ...options, withoutIds: true }, () => {})) {
      for (const event of batch) {
        let seen = products.get(event.productId);
        if (!seen) {
          seen = { file, line: event.line, names: new Map(), price: 0, pricedAt: Number.NEGATIVE_INFINITY };
          products.set(event.productId, seen);
        }
        if (event.type === 'return') continue;
        const { description, unitPrice, occurredAt = 0 } = event;
        const times = seen.names.get(description);
        if (description !== '') seen.names.set(times ? description : detached(description), (times ?? 0) + 1);
        if (occurredAt >= seen.pricedAt) {
          seen.price = unitPrice;
          seen.pricedAt = occurredAt;
        }
      }
    }
  }
  return [...products].map(([productId, seen]) => {
    const name = commonest(seen.names);
    return {
      file: seen.file,
      line: seen.line,
      productId,
      ...(name !== undefined && { name }),
      ...(seen.price > 0 && { price: seen.price }),
    };
  });
}

function commonest(names: ReadonlyMap<string, number>): string | undefined {
  let best: string | undefined;
  let most = 0;
  for (const [name, times] of names) {
    if (times > most) {
      best = name;
      most = times;
    }
  }
  return best;
}
