import { closeDb, type Db, openDb } from '../../db/client';
import type { EventInput } from '../../services/events/event-input';
import { recordEvents } from '../../services/events/record-events';
import { createOperatorKey } from '../../services/keys/create-operator-key';
import { tenantNumber } from '../../services/nights/tenant-of';
import { SecretStore } from '../../services/recommendation-ids/tenant-secrets';
import { createTenant } from '../../services/tenants/create-tenant';
import type { NewTenant } from '../../services/tenants/tenant-input';
import { createRng } from './seeded';
import { type TestDatabase, testDatabase } from './servers';

/** A database of one's own, open as the roles of the platform, and what tests do with tenants in it. */
export interface TenantWorld {
  database: TestDatabase;
  db: Db;
  fleet: Db;
  secrets: SecretStore;
  operator: { role: 'operator'; keyId: string };
  tenant(slug: string, more?: Partial<NewTenant>): Promise<number>;
  record(tenantId: number, events: readonly EventInput[]): Promise<void>;
  close(): Promise<void>;
}

export async function openTenantWorld(): Promise<TenantWorld> {
  const database = await testDatabase();
  const db = openDb({ url: database.appUrl, connections: 8 });
  const fleet = openDb({ url: database.fleetUrl, connections: 3 });
  const secrets = new SecretStore(db);
  const { keyId } = await createOperatorKey(database.ownerUrl);
  const operator = { role: 'operator' as const, keyId };
  return {
    database,
    db,
    fleet,
    secrets,
    operator,
    async tenant(slug, more = {}) {
      await createTenant(db, operator, { id: slug, name: slug, ...more });
      return (await tenantNumber(db, slug)) as number;
    },
    async record(tenantId, events) {
      for (let from = 0; from < events.length; from += 1000) {
        await recordEvents({ db, secrets }, tenantId, events.slice(from, from + 1000));
      }
    },
    async close() {
      await Promise.all([closeDb(db), closeDb(fleet)]);
      await database.drop();
    },
  };
}

/**
 * Purchases of customers who each favour one of a few tastes, ending now: enough structure that neighbours beat
 * popularity. Deterministic by seed.
 */
export function tastefulEvents(options: {
  customers: number;
  products: number;
  perCustomer: number;
  days?: number;
  seed?: number;
  tastes?: number;
  prefix?: string;
}): EventInput[] {
  const { customers, products, perCustomer, days = 60, seed = 7, tastes = 4, prefix = 'e' } = options;
  const random = createRng(seed);
  const now = Date.now();
  const events: EventInput[] = [];
  for (let c = 0; c < customers; c++) {
    for (let i = 0; i < perCustomer; i++) {
      const ofTaste = random() < 0.8;
      const product = ofTaste
        ? (c % tastes) + tastes * Math.floor(random() * (products / tastes))
        : Math.floor(random() * products);
      events.push({
        eventId: `${prefix}-${c}-${i}`,
        type: 'purchase',
        occurredAt: new Date(now - Math.floor(random() * days * 86_400_000)).toISOString(),
        customerId: `c${c}`,
        productId: `p${product}`,
      });
    }
  }
  return events;
}
