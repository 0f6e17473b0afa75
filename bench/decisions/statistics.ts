/** Wilson 1927: the 95 % interval of a share, honest also at 0 and for few trials. */
export function wilson(hits: number, trials: number): [number, number] {
  if (trials === 0) return [0, 1];
  const z = 1.96;
  const share = hits / trials;
  const middle = share + (z * z) / (2 * trials);
  const half = z * Math.sqrt((share * (1 - share)) / trials + (z * z) / (4 * trials * trials));
  const scale = 1 + (z * z) / trials;
  return [Math.max(0, (middle - half) / scale), Math.min(1, (middle + half) / scale)];
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

/** True effects as the operating curve's columns; each takes what is nearer to it than to its neighbours. */
export const effects = [-20, -10, -5, -2, 0, 2, 5, 10, 20] as const;
const edges = [-15, -7.5, -3.5, -1, 1, 3.5, 7.5, 15];

/** The index in `effects` of a relative true effect; both ends are open. */
export function binOf(effect: number): number {
  const at = edges.findIndex((edge) => 100 * effect < edge);
  return at === -1 ? edges.length : at;
}
