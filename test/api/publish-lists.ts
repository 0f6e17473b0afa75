import { eq } from 'drizzle-orm';
import { closeDb, openDb } from '../../db/client';
import { inTenant } from '../../db/in-tenant';
import { lists, modelVersions, nights, tenants } from '../../db/schema';
import { tenantNumber } from '../../services/nights/tenant-of';

export interface TestList {
  /** 0: the list of those whom no model knows. */
  customerNo: number;
  products: number[];
  reason?: number;
}

export interface TestVersion {
  version: number;
  listSet: number;
  lists: TestList[];
  published?: boolean;
  retired?: boolean;
  /** Whether the tenant's pointer goes there. */
  serve?: boolean;
}

/** Puts lists in service as a night would, without one. */
export async function publishLists(appUrl: string, slug: string, wanted: TestVersion): Promise<void> {
  const db = openDb({ url: appUrl, connections: 1 });
  try {
    const tenantId = await tenantNumber(db, slug);
    if (tenantId === undefined) throw new Error(`Expected a tenant ${slug}, found none`);
    const { version, listSet } = wanted;
    const at = new Date('2026-01-31T00:10:00Z');
    await inTenant(db, tenantId, async (tx) => {
      await tx.insert(modelVersions).values({
        tenantId,
        version,
        nightNo: version,
        recipe: 'popularity',
        params: { halfLifeDays: 7 },
        seed: 1,
        includeSeen: false,
        cutSeq: 0,
        cutAt: at,
        metrics: { ndcg: 0.1 },
        samples: [],
        artifact: Buffer.from('artifact'),
        artifactBytes: 8,
        publishedAt: wanted.published === false ? null : at,
        retiredAt: wanted.retired ? at : null,
        listSet: wanted.published === false ? null : listSet,
      });
      for (const { customerNo, products, reason } of wanted.lists) {
        const scores = products.map((_, place) => 1 / (place + 1));
        const row = { tenantId, customerNo, version, listSet, computedAt: at, products, scores };
        await tx.insert(lists).values({ ...row, reason: reason ?? (customerNo === 0 ? 2 : 1) });
      }
      if (wanted.serve !== false) {
        await tx
          .update(tenants)
          .set({ championVersion: version, listSet })
          .where(eq(tenants.tenantId, tenantId));
      }
    });
  } finally {
    await closeDb(db);
  }
}

/** Ends the waiting night, as a worker would. */
export async function endNights(appUrl: string, slug: string): Promise<void> {
  const db = openDb({ url: appUrl, connections: 1 });
  try {
    const tenantId = (await tenantNumber(db, slug)) ?? 0;
    const at = new Date();
    await inTenant(db, tenantId, (tx) =>
      tx
        .update(nights)
        .set({ startedAt: at, endedAt: at, outcome: 'kept' })
        .where(eq(nights.tenantId, tenantId)),
    );
  } finally {
    await closeDb(db);
  }
}
