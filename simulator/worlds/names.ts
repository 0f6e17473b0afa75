import type { Naming } from '../simulate-tenant';
import type { World } from '../world';

/** Every combination of the parts once, before any is repeated with a number behind it. */
export function combined(parts: readonly (readonly string[])[], number: number): string {
  const words: string[] = [];
  let rest = number;
  for (const choices of parts) {
    words.push(choices[rest % choices.length] ?? '');
    rest = Math.floor(rest / choices.length);
  }
  return words.filter((word) => word !== '').join(' ') + (rest > 0 ? ` No. ${rest + 1}` : '');
}

/** A product is named by its aisle, by its place in it; customers by combination. */
export function naming(customerParts: readonly (readonly string[])[]): Naming {
  return {
    product: (world, product) => nameInAisle(world, product),
    customer: (customer) => combined(customerParts, customer),
  };
}

function nameInAisle(world: World, product: number): string {
  const aisle = world.aisles[world.aisleOf[product] ?? 0];
  return aisle ? aisle.settings.productName(aisle.products.indexOf(product)) : `Product ${product + 1}`;
}
