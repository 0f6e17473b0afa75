/**
 * The k highest scores among the candidates, best first; equal scores by lower index, so that the result does
 * not depend on the order of work. Writes product indices to `out` and returns how many there were.
 * A binary heap with the worst kept entry on top: O(n log k) at most, near O(n) where few enter.
 */
export function topK(scores: Float32Array, candidate: Uint8Array, k: number, out: Int32Array): number {
  let size = 0;
  const n = Math.min(scores.length, candidate.length);
  for (let p = 0; p < n; p++) {
    if (candidate[p] !== 1) continue;
    if (size < k) {
      out[size] = p;
      siftUp(scores, out, size++);
    } else if (scores[p]! > scores[out[0]!]!) {
      out[0] = p;
      siftDown(scores, out, 0, size);
    }
  }
  for (let end = size - 1; end > 0; end--) {
    const worst = out[0]!;
    out[0] = out[end]!;
    out[end] = worst;
    siftDown(scores, out, 0, end);
  }
  return size;
}

/** Whether product a ranks below product b. */
function below(scores: Float32Array, a: number, b: number): boolean {
  return scores[a]! < scores[b]! || (scores[a]! === scores[b]! && a > b);
}

function siftUp(scores: Float32Array, heap: Int32Array, from: number): void {
  let i = from;
  while (i > 0) {
    const parent = (i - 1) >> 1;
    if (!below(scores, heap[i]!, heap[parent]!)) return;
    swap(heap, i, parent);
    i = parent;
  }
}

function siftDown(scores: Float32Array, heap: Int32Array, from: number, size: number): void {
  let i = from;
  for (;;) {
    let least = i;
    const left = 2 * i + 1;
    if (left < size && below(scores, heap[left]!, heap[least]!)) least = left;
    if (left + 1 < size && below(scores, heap[left + 1]!, heap[least]!)) least = left + 1;
    if (least === i) return;
    swap(heap, i, least);
    i = least;
  }
}

function swap(heap: Int32Array, i: number, j: number): void {
  const held = heap[i]!;
  heap[i] = heap[j]!;
  heap[j] = held;
}
