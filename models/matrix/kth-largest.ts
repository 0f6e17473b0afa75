/**
 * The k-th largest of the first n values (k from 1), by quickselect with the median of three (Hoare 1961): the
 * values are reordered. Linear on average, where sorting just for a threshold would dominate a fit.
 */
export function kthLargest(values: Float64Array, n: number, k: number): number {
  if (!(k >= 1 && k <= n)) throw new RangeError(`k must be 1 to ${n}, got ${k}`);
  const wanted = n - k;
  let low = 0;
  let high = n - 1;
  while (low < high) {
    const pivot = medianOfThree(values[low]!, values[(low + high) >> 1]!, values[high]!);
    let i = low;
    let j = high;
    while (i <= j) {
      while (values[i]! < pivot) i++;
      while (values[j]! > pivot) j--;
      if (i <= j) {
        const held = values[i]!;
        values[i++] = values[j]!;
        values[j--] = held;
      }
    }
    if (wanted <= j) high = j;
    else if (wanted >= i) low = i;
    else break;
  }
  return values[wanted]!;
}

function medianOfThree(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}
