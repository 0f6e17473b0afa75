import type { Db } from '../../db/client';
import { ProductInput } from '../catalogue/product-input';
import { upsertProducts } from '../catalogue/upsert-products';
import { CustomerInput } from '../customers/customer-input';
import { upsertCustomers } from '../customers/upsert-customers';
import { type KnownNumbers, type Recorded, recordEvents } from '../events/record-events';
import { eventBy } from '../events/take-events';
import type { SecretStore } from '../recommendation-ids/tenant-secrets';
import { importRecords } from './import-records';
import type { ImportReport } from './import-report';

export const importKinds = ['events', 'products', 'customers'] as const;
export type ImportKind = (typeof importKinds)[number];

export interface ImportDeps {
  db: Db;
  secrets: SecretStore;
  now: () => number;
}

/** Ids met before in one import; past this many they are forgotten and looked up again. */
const MOST_REMEMBERED = 200_000;

export interface Imported {
  report: ImportReport;
  attributed: number;
  refusedRecommendationIds: number;
}

/** Imports a stream of one kind of record into a tenant. */
export async function importStream(
  deps: ImportDeps,
  tenantId: number,
  kind: ImportKind,
  source: AsyncIterable<Buffer>,
): Promise<Imported> {
  const totals = { attributed: 0, refusedRecommendationIds: 0 };
  const upserted = (records: readonly unknown[]) => ({ accepted: records.length, duplicates: 0 });
  if (kind === 'products') {
    const report = await importRecords(source, {
      schema: ProductInput,
      store: async (chunk) => {
        await upsertProducts(deps.db, tenantId, chunk);
        return upserted(chunk);
      },
    });
    return { report, ...totals };
  }
  if (kind === 'customers') {
    const report = await importRecords(source, {
      schema: CustomerInput,
      store: async (chunk) => {
        await upsertCustomers(deps.db, tenantId, chunk);
        return upserted(chunk);
      },
    });
    return { report, ...totals };
  }
  const remembered: KnownNumbers = { products: new Map(), customers: new Map() };
  const report = await importRecords(source, {
    schema: eventBy(deps.now()),
    store: async (chunk): Promise<Recorded> => {
      for (const numbers of [remembered.products, remembered.customers]) {
        if (numbers.size > MOST_REMEMBERED) numbers.clear();
      }
      const recorded = await recordEvents(deps, tenantId, chunk, remembered);
      totals.attributed += recorded.attributed;
      totals.refusedRecommendationIds += recorded.refusedRecommendationIds;
      return recorded;
    },
  });
  return { report, ...totals };
}
