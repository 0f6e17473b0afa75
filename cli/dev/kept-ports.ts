import { freePort, isFree } from './free-port';
import { readJson } from './read-json';
import { writeJson } from './write-atomically';

const DEFAULTS = {
  api: 3000,
  postgres: 5433,
  temporal: 7233,
  temporalUi: 8233,
  temporalHttp: 7243,
  temporalMetrics: 7253,
} as const;

export type PortName = keyof typeof DEFAULTS;
type PortMap = Record<PortName, number>;

/**
 * Yesterday's port if it is free, so that addresses a person has noted stay right; else one near the default.
 * Chosen right before use, because two clones may be starting at the same time.
 */
export class KeptPorts {
  readonly #file: string;
  readonly #wished: Partial<Record<PortName, number>>;
  readonly #inUse = new Map<PortName, number>();
  readonly #settled = new Set<PortName>();

  constructor(file: string, wished: Partial<Record<PortName, number>> = {}) {
    this.#file = file;
    this.#wished = wished;
  }

  async choose(name: PortName): Promise<number> {
    const taken = new Set([...this.#inUse].filter(([other]) => other !== name).map(([, port]) => port));
    const kept = readJson<Partial<Record<PortName, number>>>(this.#file) ?? {};
    const preferred = [this.#wished[name], kept[name]].filter((port) => port !== undefined);
    const port = await freePort([...preferred, DEFAULTS[name]], taken);
    this.#inUse.set(name, port);
    writeJson(this.#file, { ...readJson<object>(this.#file), [name]: port });
    return port;
  }

  /**
   * Starts something on ports of its own. Two clones may start in the same moment: where another program took
   * the port between our look and our start, there is another try. Once it has run, its addresses are known to
   * others, and later starts keep them.
   */
  async startOn<T>(names: readonly PortName[], start: (ports: PortMap) => Promise<T>): Promise<T> {
    const isFirst = names.some((name) => !this.#settled.has(name));
    for (let attempt = 1; ; attempt++) {
      if (isFirst) for (const name of names) await this.choose(name);
      const ports = Object.fromEntries(this.#inUse) as PortMap; // `names` are in it by now
      try {
        const started = await start(ports);
        for (const name of names) this.#settled.add(name);
        return started;
      } catch (error) {
        const free = await Promise.all(names.map((name) => isFree(ports[name])));
        if (!isFirst || attempt === 3 || free.every(Boolean)) throw error;
      }
    }
  }
}
