import { sql } from 'drizzle-orm';
import type { Db } from '../../db/client';
import { inTenant, type TenantTx } from '../../db/in-tenant';
import { explainProducts } from '../../models';
import { numberArray } from '../array-literals';
import type { ModelCache } from '../versions/model-cache';
import { dataOfOne, readHistory, readListBasis } from './read-history';
import { citedNames, reasonInWords } from './reason-in-words';

export interface ExplainDeps {
  db: Db;
  models: ModelCache;
  now: () => number;
}

/** The items of a customer's own list, as the look-up found it in service. */
export interface OwnItems {
  tenantId: number;
  customerNo: number;
  version: number;
  listSet: number;
  productNos: readonly number[];
  scores: readonly number[];
}

/** Rounding apart: another score than the list's means another history than the list's. */
const TOLERANCE = 1e-5;

/**
 * Says why each item is in the list, from the model that ranked it and the history that the list knew. Nothing
 * is stored for it. An item whose score does not come out as listed, because its history has changed since,
 * gets no reason rather than a wrong one; so does every item of a version that is retired.
 */
export async function explainList(deps: ExplainDeps, own: OwnItems): Promise<(string | undefined)[]> {
  const model = await deps.models.of(own.tenantId, own.version);
  if (!model || own.productNos.some((productNo) => productNo > model.productCount)) return [];
  return inTenant(deps.db, own.tenantId, async (tx) => {
    const basis = await readListBasis(tx, own);
    const events = basis && (await readHistory(tx, own, basis));
    if (!events) return [];
    const products = own.productNos.map((productNo) => productNo - 1);
    const explained = explainProducts(model, dataOfOne(events), 0, basis.moment, products);
    const reasons = explained.map((item, at) =>
      agrees(item, own.scores[at]) ? { productNo: item.product + 1, reason: item.reason } : undefined,
    );
    const names = await productNames(tx, own.tenantId, citedNames(reasons));
    const background = { recipe: model.recipe, events, names, listedAt: basis.moment, now: deps.now() };
    return reasons.map((item) => item && reasonInWords(item.productNo, item.reason, background));
  });
}

function agrees(
  item: { score: number; prior: number; contributions: readonly { amount: number }[] },
  listed: number | undefined,
): boolean {
  const size = item.contributions.reduce((sum, { amount }) => sum + Math.abs(amount), item.prior);
  return listed !== undefined && Math.abs(item.score - listed) <= TOLERANCE * size;
}

/** Names, or ids where a product has none; dropped products too, since they were bought all the same. */
async function productNames(
  tx: TenantTx,
  tenantId: number,
  productNos: readonly number[],
): Promise<Map<number, string>> {
  if (productNos.length === 0) return new Map();
  const { rows } = await tx.execute<{ product_no: number; name: string }>(sql`
    select product_no, coalesce(nullif(name, ''), external_id) as name from products
    where tenant_id = ${tenantId} and product_no = any (${numberArray(productNos)}::int[])`);
  return new Map(rows.map((row) => [row.product_no, row.name]));
}
