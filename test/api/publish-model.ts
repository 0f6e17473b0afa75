import { eq, sql } from 'drizzle-orm';
import { closeDb, openDb } from '../../db/client';
import { inTenant } from '../../db/in-tenant';
import { lists, modelVersions, nights, tenants } from '../../db/schema';
import { fitModel, historyMoment, type RecipeSpec, saveModel, scoreLists } from '../../models';
import { readTenantData } from '../../services/nights/read-tenant-data';
import { tenantNumber } from '../../services/nights/tenant-of';

const LIST_LENGTH = 50;

/** Fits a recipe on what a tenant has sent and puts its lists in service, as a night would that chose it. */
export async function publishModel(
  appUrl: string,
  slug: string,
  wanted: { version: number; recipe: RecipeSpec; includeSeen?: boolean },
): Promise<void> {
  const db = openDb({ url: appUrl, connections: 2 });
  try {
    const tenantId = (await tenantNumber(db, slug)) ?? 0;
    const { version, recipe, includeSeen = false } = wanted;
    const listSet = version;
    const cut = await inTenant(db, tenantId, async (tx) => {
      const { rows } = await tx.execute<{ seq: string }>(sql`select max(seq) as seq from events`);
      return { cutSeq: Number(rows[0]?.seq), cutAt: new Date(), cutEvents: null, dropped: [] };
    });
    const data = await readTenantData(db, tenantId, cut);
    const model = fitModel(data, recipe, 1);
    const customers = Int32Array.from({ length: data.customerCount }, (_, customer) => customer);
    const asOf = cut.cutAt.getTime();
    const ranked = scoreLists(data, model, { customers, k: LIST_LENGTH, includeSeen, asOf });
    const artifact = Buffer.from(saveModel(model));
    await inTenant(db, tenantId, async (tx) => {
      await tx.insert(nights).values({
        ...{ tenantId, nightNo: version, date: '2026-01-01', kind: 'full', requestedBy: 'tenant' },
        ...{ startedAt: cut.cutAt, endedAt: cut.cutAt, outcome: 'promoted', ...cut, version, listSet },
        stages: [
          {
            ...{ name: 'precompute', startedAt: cut.cutAt.toISOString(), seconds: 1, attempt: 1 },
            detail: { historiesAt: new Date(historyMoment(data, asOf)).toISOString() },
          },
        ],
      });
      await tx.insert(modelVersions).values({
        ...{ tenantId, version, nightNo: version, recipe: recipe.name, params: recipe.params, seed: 1 },
        ...{ includeSeen, cutSeq: cut.cutSeq, cutAt: cut.cutAt, metrics: {}, samples: [] },
        ...{ artifact, artifactBytes: artifact.length, publishedAt: cut.cutAt, listSet },
      });
      for (const [row, personal] of ranked.personal.entries()) {
        const from = row * LIST_LENGTH;
        const products = [...ranked.products.subarray(from, from + LIST_LENGTH)].filter((p) => p >= 0);
        await tx.insert(lists).values({
          ...{ tenantId, customerNo: row + 1, version, listSet, computedAt: cut.cutAt },
          reason: personal === 1 ? 1 : 3,
          products: products.map((product) => product + 1),
          scores: products.map((_, place) => ranked.scores[from + place]!),
        });
      }
      await tx
        .update(tenants)
        .set({ championVersion: version, listSet })
        .where(eq(tenants.tenantId, tenantId));
    });
  } finally {
    await closeDb(db);
  }
}
