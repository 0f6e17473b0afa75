/** A source of uniform numbers in [0, 1). Same seed, same numbers, on every machine. */
export type Rng = () => number;

/** sfc32 (Chris Doty-Humphrey, PractRand): 128 bits of state, enough for every shuffle and bootstrap here. */
export function createRng(seed: number): Rng {
  let a = seed | 0;
  let b = Math.floor(seed / 0x100000000) | 0;
  let c = 0x9e3779b9 | 0;
  let counter = 1;
  const next = (): number => {
    const t = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + t) | 0;
    return (t >>> 0) / 0x100000000;
  };
  for (let i = 0; i < 15; i++) next(); // the state needs a few rounds before close seeds part ways
  return next;
}

/** A seed for one purpose out of a night's seed, so that drawing more for one thing shifts no other. */
export function seedFor(seed: number, purpose: string): number {
  let hash = 0x811c9dc5 ^ (seed | 0);
  for (let i = 0; i < purpose.length; i++) hash = Math.imul(hash ^ purpose.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/** Fisher-Yates in place. */
export function shuffle(values: Int32Array, rng: Rng): void {
  for (let i = values.length - 1; i > 0; i--) {
    const j = Math.floor(rng() * (i + 1));
    const held = values[i]!;
    values[i] = values[j]!;
    values[j] = held;
  }
}
