import type { Answers, HiddenTypes, TenantData } from '../../models';
import type { Columns } from './read-columns';

/** What the test file holds, seen from training. */
export interface TestSet {
  customers: number;
  coldCustomers: number;
  events: number;
  /** Purchases of products that training never met: no recipe could know them, so they do not count. */
  unknownProductEvents: number;
  unknownProducts: number;
  warm: Answers;
  cold: Answers;
}

/**
 * Pairs the test's purchases with training's customers and products. Customers without training history are
 * cold; a product hidden by the customer's training history is not relevant.
 */
export function testAnswers(
  train: TenantData,
  trainColumns: Columns,
  test: Columns,
  goal: number,
  hidden: HiddenTypes,
): TestSet {
  const productOf = Int32Array.from(test.products.keys(), (id) => trainColumns.products.get(id) ?? -1);
  const customerOf = Int32Array.from(test.customers.keys(), (id) => trainColumns.customers.get(id) ?? -1);
  const bought: Set<number>[] = Array.from(test.customers.keys(), () => new Set());
  const unknown = new Set<number>();
  let unknownProductEvents = 0;
  for (let e = 0; e < test.customer.length; e++) {
    if (test.type[e] !== goal) continue;
    const product = productOf[test.product[e]!]!;
    if (product >= 0) bought[test.customer[e]!]!.add(product);
    else {
      unknown.add(test.product[e]!);
      unknownProductEvents++;
    }
  }
  const seen = seenInTraining(train, hidden, customerOf, bought);
  const cold = bought.map((_, c) => customerOf[c]! < 0);
  return {
    customers: bought.length,
    coldCustomers: cold.filter(Boolean).length,
    events: test.customer.length,
    unknownProductEvents,
    unknownProducts: unknown.size,
    warm: answersOf(customerOf, seen, (c) => !cold[c]),
    cold: answersOf(customerOf, seen, (c) => cold[c]!),
  };
}

/** What was bought, less what the history hides. */
function seenInTraining(
  train: TenantData,
  hidden: HiddenTypes,
  customerOf: Int32Array,
  bought: Set<number>[],
): Set<number>[] {
  const testCustomerOf = new Int32Array(train.customerCount).fill(-1);
  customerOf.forEach((customer, c) => {
    if (customer >= 0) testCustomerOf[customer] = c;
  });
  for (let e = 0; e < train.customer.length; e++) {
    const c = testCustomerOf[train.customer[e]!]!;
    if (c >= 0 && hidden[train.type[e]!] === 1) bought[c]!.delete(train.product[e]!);
  }
  return bought;
}

function answersOf(customerOf: Int32Array, bought: Set<number>[], counts: (c: number) => boolean): Answers {
  const customers: number[] = [];
  const starts = [0];
  const relevant: number[] = [];
  bought.forEach((products, c) => {
    if (!counts(c) || products.size === 0) return;
    customers.push(customerOf[c]!);
    for (const product of [...products].sort((a, b) => a - b)) relevant.push(product);
    starts.push(relevant.length);
  });
  return {
    customers: Int32Array.from(customers),
    starts: Int32Array.from(starts),
    relevant: Int32Array.from(relevant),
  };
}
