import { and, desc, eq, isNotNull } from 'drizzle-orm';
import type { Db } from '../../db/client';
import { inTenant, type TenantTx } from '../../db/in-tenant';
import { modelVersions, nights } from '../../db/schema';
import { type NightHandle, type NightRow, requireCurrent } from './stage';

interface StoredRecipe {
  name: string;
  params: Record<string, number | string | boolean>;
}

/** What a night decided, as `nights.decision` holds it: the models' numbers, and what the next stages need. */
export interface StoredDecision extends Record<string, unknown> {
  promote: boolean;
  outcome: 'promoted' | 'refreshed' | 'kept' | 'not_enough_evidence';
  kind: 'first' | 'refresh' | 'switch' | 'none';
  sentence: string;
  /** What met the decision window, and is fitted if it won. */
  recipe: StoredRecipe;
  /** Popularity in its best form, as it did on the same window. */
  baseline: { recipe: StoredRecipe };
  includeSeen: boolean;
}

export async function saveDecision(
  tx: TenantTx,
  handle: NightHandle,
  decision: StoredDecision,
): Promise<void> {
  await requireCurrent(tx, handle);
  await tx
    .update(nights)
    .set({ decision })
    .where(and(eq(nights.tenantId, handle.tenantId), eq(nights.nightNo, handle.nightNo)));
}

export function decisionOf(night: NightRow): StoredDecision | undefined {
  return (night.decision as StoredDecision | null) ?? undefined;
}

/** Recipes that earlier nights put in service, newest first: tonight's search starts with them. */
export async function earlierWinners(db: Db, tenantId: number, limit = 5): Promise<StoredRecipe[]> {
  const rows = await inTenant(db, tenantId, (tx) =>
    tx
      .select({ name: modelVersions.recipe, params: modelVersions.params })
      .from(modelVersions)
      .where(and(eq(modelVersions.tenantId, tenantId), isNotNull(modelVersions.publishedAt)))
      .orderBy(desc(modelVersions.version))
      .limit(limit),
  );
  return rows;
}
