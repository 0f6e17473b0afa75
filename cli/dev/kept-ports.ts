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

/**
 * Yesterday's port if it is free, so that addresses a person has noted stay right; else one near the default.
 * Chosen right before use, because two clones may be starting at the same time.
 */
export class KeptPorts {
  readonly #file: string;
  readonly #wished: Partial<Record<PortName, number>>;
  readonly #inUse = new Map<PortName, number>();

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

  /** The port chosen before, unless another program has taken it meanwhile. */
  async chooseAgain(name: PortName): Promise<number> {
    const chosen = this.#inUse.get(name);
    return chosen !== undefined && (await isFree(chosen)) ? chosen : this.choose(name);
  }
}
