import { kthLargest } from '../matrix/kth-largest';
import { createRowsBuilder, type SparseRows, transpose } from '../matrix/sparse-rows';

const { abs } = Math;

/**
 * Builds links column by column, keeping the `keep` entries of largest size in each. `column(target)` returns
 * the target's links from the sources, in the order of `sources`, or undefined where the target has none.
 * The result is by source, as scoring wants it. Values are Float32 from here on: what is saved is what scored.
 */
export function strongestPerColumn(
  productCount: number,
  sources: Int32Array,
  keep: number,
  column: (target: number) => Float64Array | undefined,
): SparseRows {
  const n = sources.length;
  const builder = createRowsBuilder(productCount, productCount, productCount * Math.min(keep, n));
  const sizes = new Float64Array(n);
  for (let target = 0; target < productCount; target++) {
    const links = column(target);
    if (links !== undefined) {
      let floor = 0;
      if (keep < n) {
        for (let i = 0; i < n; i++) sizes[i] = abs(links[i]!);
        floor = kthLargest(sizes, n, keep);
      }
      for (let i = 0; i < n; i++) {
        const value = links[i]!;
        if (value !== 0 && abs(value) >= floor) builder.add(sources[i]!, value);
      }
    }
    builder.endRow();
  }
  return transpose(builder.finish());
}
