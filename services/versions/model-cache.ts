import { and, eq, isNull, lte } from 'drizzle-orm';
import type { Db } from '../../db/client';
import { inTenant } from '../../db/in-tenant';
import { modelVersions } from '../../db/schema';
import { loadModel, type Model } from '../../models';

/** A model larger than this part of the cache is not explained from. */
const LARGEST_PART = 4;

/**
 * Models read back from their artifacts, by tenant and version, least recently used out first. A version is
 * written once, so that what is held stays true; it is asked for by tenant, and never found under another's.
 */
export class ModelCache {
  readonly #db: Db;
  readonly #limitBytes: number;
  readonly #onFault: ((error: Error) => void) | undefined;
  readonly #held = new Map<string, { model: Model; bytes: number }>();
  readonly #loading = new Map<string, Promise<Model | undefined>>();
  #bytes = 0;

  constructor(db: Db, options: { limitBytes: number; onFault?: (error: Error) => void }) {
    this.#db = db;
    this.#limitBytes = options.limitBytes;
    this.#onFault = options.onFault;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Undefined where the version is retired, too large, not there, or its artifact cannot be read. */
  async of(tenantId: number, version: number): Promise<Model | undefined> {
    const key = `${tenantId}/${version}`;
    const held = this.#held.get(key);
    if (held) {
      this.#held.delete(key);
      this.#held.set(key, held);
      return held.model;
    }
    let loading = this.#loading.get(key);
    if (!loading) {
      loading = this.#load(tenantId, version).finally(() => this.#loading.delete(key));
      this.#loading.set(key, loading);
    }
    return loading;
  }

  async #load(tenantId: number, version: number): Promise<Model | undefined> {
    const [row] = await inTenant(this.#db, tenantId, (tx) =>
      tx
        .select({ artifact: modelVersions.artifact })
        .from(modelVersions)
        .where(
          and(
            eq(modelVersions.tenantId, tenantId),
            eq(modelVersions.version, version),
            isNull(modelVersions.retiredAt),
            lte(modelVersions.artifactBytes, this.#limitBytes / LARGEST_PART),
          ),
        ),
    );
    if (!row) return undefined;
    try {
      const model = loadModel(row.artifact);
      this.#hold(`${tenantId}/${version}`, model);
      return model;
    } catch (error) {
      // A list is served without its model; its reasons are not worth a refusal.
      this.#onFault?.(error instanceof Error ? error : new Error(String(error)));
      return undefined;
    }
  }

  #hold(key: string, model: Model): void {
    const bytes = modelBytes(model);
    for (const [oldest, held] of this.#held) {
      if (this.#bytes + bytes <= this.#limitBytes) break;
      this.#held.delete(oldest);
      this.#bytes -= held.bytes;
    }
    if (this.#bytes + bytes > this.#limitBytes) return;
    this.#held.set(key, { model, bytes });
    this.#bytes += bytes;
  }
}

function modelBytes({ prior, links }: Model): number {
  return prior.byteLength + links.starts.byteLength + links.columns.byteLength + links.values.byteLength;
}
