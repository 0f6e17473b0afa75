import { createRowsBuilder, type SparseRows } from '../matrix/sparse-rows';
import type { TenantData } from '../tenant-data';
import type { CustomerIndex } from './customer-index';
import { createHistoryReader } from './history-reader';
import type { Weighting } from './weighting';

/**
 * The matrix X that recipes learn from: a row per customer, a column per product, weights as of the cut.
 * Customers with more than `longest` products are kept to their most recently discovered ones, which bounds
 * the quadratic cost of one customer who bought everything.
 */
export function customerProducts(
  data: TenantData,
  index: CustomerIndex,
  cut: number,
  weighting: Weighting,
  longest = 2_000,
): SparseRows {
  const reader = createHistoryReader(data, index);
  const builder = createRowsBuilder(data.customerCount, data.productCount, data.time.length);
  for (let customer = 0; customer < data.customerCount; customer++) {
    const history = reader.read(customer, cut, weighting);
    for (let i = Math.max(0, history.length - longest); i < history.length; i++) {
      const weight = history.weights[i]!;
      if (weight > 0) builder.add(history.products[i]!, weight);
    }
    builder.endRow();
  }
  return builder.finish();
}
