import type { TenantData } from '../../models/tenant-data';

/**
 * The data of nights under way, by tenant and night, least recently used out first. A stage that finds its data
 * here is spared a read; one that does not reads the same rows, because the cut is fixed.
 */
export class DatasetCache {
  readonly #entries = new Map<string, { data: TenantData; bytes: number }>();
  readonly #limitBytes: number;
  #bytes = 0;

  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes;
  }

  get(tenantId: number, nightNo: number): TenantData | undefined {
    const key = `${tenantId}/${nightNo}`;
    const entry = this.#entries.get(key);
    if (!entry) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry.data;
  }

  put(tenantId: number, nightNo: number, data: TenantData, bytes: number): void {
    this.drop(tenantId, nightNo);
    if (bytes > this.#limitBytes) return;
    for (const [key, oldest] of this.#entries) {
      if (this.#bytes + bytes <= this.#limitBytes) break;
      this.#entries.delete(key);
      this.#bytes -= oldest.bytes;
    }
    this.#entries.set(`${tenantId}/${nightNo}`, { data, bytes });
    this.#bytes += bytes;
  }

  drop(tenantId: number, nightNo: number): void {
    const key = `${tenantId}/${nightNo}`;
    const entry = this.#entries.get(key);
    if (!entry) return;
    this.#entries.delete(key);
    this.#bytes -= entry.bytes;
  }
}
