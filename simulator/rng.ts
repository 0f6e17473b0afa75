/**
 * The simulator's own random numbers: sfc32 (Chris Doty-Humphrey, PractRand), seeded through splitmix32.
 * A stream is named by whole numbers (seed, customer, purpose), so that what one customer does never depends
 * on how many others there are or in which order they are asked.
 */
export class Rng {
  private a: number;
  private b: number;
  private c: number;
  private counter = 1;

  constructor(...name: number[]) {
    let state = 0x9e3779b9;
    for (const part of name) state = mix(state ^ (part | 0));
    this.a = mix(state + 1);
    this.b = mix(state + 2);
    this.c = mix(state + 3);
    for (let i = 0; i < 12; i++) this.bits();
  }

  /** At least 0, less than 1. */
  uniform(): number {
    return this.bits() / 4294967296;
  }

  /** A whole number from 0 to n - 1. */
  below(n: number): number {
    return Math.floor(this.uniform() * n);
  }

  chance(probability: number): boolean {
    return this.uniform() < probability;
  }

  exponential(mean: number): number {
    return -mean * Math.log(1 - this.uniform());
  }

  /** Standard normal, by Box and Muller 1958; the second of the pair is given away. */
  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    return radius * Math.cos(2 * Math.PI * this.uniform());
  }

  logNormal(median: number, sigma: number): number {
    return median * Math.exp(sigma * this.normal());
  }

  /** Erlang: the sum of `shape` exponentials; the larger the shape, the steadier the rhythm. */
  erlang(mean: number, shape: number): number {
    let product = 1;
    for (let i = 0; i < shape; i++) product *= 1 - this.uniform();
    return (-mean / shape) * Math.log(product);
  }

  /** Knuth 1969, good for the small means of a basket. */
  poisson(mean: number): number {
    const limit = Math.exp(-mean);
    let count = 0;
    for (let product = this.uniform(); product > limit; product *= this.uniform()) count++;
    return count;
  }

  /** An index drawn by cumulative weights, of which the last is the sum. */
  weighted(cumulative: Float64Array): number {
    const target = this.uniform() * (cumulative[cumulative.length - 1] ?? 0);
    let low = 0;
    let high = cumulative.length - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((cumulative[middle] ?? 0) > target) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  private bits(): number {
    const sum = (((this.a + this.b) | 0) + this.counter) | 0;
    this.counter = (this.counter + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = ((this.c << 21) | (this.c >>> 11)) + sum;
    this.c |= 0;
    return sum >>> 0;
  }
}

function mix(value: number): number {
  let x = (value + 0x9e3779b9) | 0;
  x = Math.imul(x ^ (x >>> 16), 0x21f0aaad);
  x = Math.imul(x ^ (x >>> 15), 0x735a2d97);
  return (x ^ (x >>> 15)) | 0;
}
