import type { Logger } from 'pino';
import type { Db } from '../db/client';
import type { TenantData } from '../models';
import type { DatasetCache } from '../services/nights/dataset-cache';
import { readTenantData, tenantDataBytes } from '../services/nights/read-tenant-data';
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
  const { cutSeq, cutAt } = cutOf(night);
  const data = await readTenantData(deps.db, night.tenantId, { cutSeq, cutAt, cutEvents: night.cutEvents });
  deps.datasets.put(night.tenantId, night.nightNo, data, tenantDataBytes(data));
  return data;
}

export function cutOf(night: NightRow): { cutSeq: number; cutAt: Date } {
  if (night.cutSeq === null || night.cutAt === null) {
    throw new Error(`Night ${night.nightNo} of tenant ${night.tenantId} has no cut yet`);
  }
  return { cutSeq: night.cutSeq, cutAt: night.cutAt };
}

/** The same night draws the same numbers, on whatever attempt. 31 bits: it is kept in an integer column. */
export function seedOf(night: NightRow): number {
  return (Math.imul(night.tenantId, 0x9e3779b1) ^ Math.imul(night.nightNo, 0x85ebca6b)) >>> 1;
}

/** Generous: the data, the fit's dense matrices on the best sellers, the lists. Bytes. */
export function fitBytes(data: TenantData): number {
  const dense = Math.min(data.productCount, 1_500);
  return tenantDataBytes(data) * 3 + dense * dense * 24 + data.customerCount * 500 + 16_000_000;
}

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
