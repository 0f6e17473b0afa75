import type { Logger } from 'pino';
import type { Db } from '../db/client';
import type { TenantData } from '../models';
import type { DatasetCache } from '../services/nights/dataset-cache';
import { catalogueSize, readTenantData, tenantDataBytes } from '../services/nights/read-tenant-data';
import type { NightRow } from '../services/nights/stage';
import type { FittingPool } from './fitting/pool';

/** What the activities of a worker share. */
export interface NightDeps {
  db: Db;
  fitting: FittingPool;
  datasets: DatasetCache;
  now: () => number;
  logger: Logger;
}

/** The night's data: from this worker's cache when an earlier stage ran here, else read again; the cut is fixed. */
export async function nightData(deps: NightDeps, night: NightRow): Promise<TenantData> {
  const cached = deps.datasets.get(night.tenantId, night.nightNo);
  if (cached) return cached;
  const { cutSeq, cutAt, dropped } = cutOf(night);
  const data = await readTenantData(deps.db, night.tenantId, {
    cutSeq,
    cutAt,
    cutEvents: night.cutEvents,
    dropped,
  });
  deps.datasets.put(night.tenantId, night.nightNo, data, tenantDataBytes(data));
  return data;
}

export function cutOf(night: NightRow): { cutSeq: number; cutAt: Date; dropped: number[] } {
  if (night.cutSeq === null || night.cutAt === null) {
    throw new Error(`Night ${night.nightNo} of tenant ${night.tenantId} has no cut yet`);
  }
  return { cutSeq: night.cutSeq, cutAt: night.cutAt, dropped: night.dropped ?? [] };
}

/** The same night draws the same numbers, on whatever attempt. 31 bits: it is kept in an integer column. */
export function seedOf(night: NightRow): number {
  return (Math.imul(night.tenantId, 0x9e3779b1) ^ Math.imul(night.nightNo, 0x85ebca6b)) >>> 1;
}

/**
 * What a stage of this night may hold at once, estimated before anything is read. Generous: columns while they
 * are decoded, the fit's dense matrices on the best sellers, lists in three copies. Bytes.
 */
export async function nightBytes(deps: NightDeps, night: NightRow): Promise<number> {
  const { customers, products } = await catalogueSize(deps.db, night.tenantId);
  const dense = Math.min(products, MOST_BEST_SELLERS);
  return (night.cutEvents ?? 0) * 110 + dense * dense * 24 + customers * 1_200 + 16_000_000;
}

/** No recipe inverts a matrix of more products than this. */
const MOST_BEST_SELLERS = 1_500;

export async function timed<T>(
  now: () => number,
  work: () => Promise<T>,
): Promise<{ result: T; startedAt: string; seconds: number }> {
  const started = now();
  const result = await work();
  return { result, startedAt: new Date(started).toISOString(), seconds: round(now() - started) };
}

export function round(milliseconds: number): number {
  return Math.round(milliseconds) / 1000;
}
