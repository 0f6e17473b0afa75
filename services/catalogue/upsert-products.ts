import { sql } from 'drizzle-orm';
import type { Db } from '../../db/client';
import type { TenantTx } from '../../db/in-tenant';
import { lockAsOnlyUpsert } from '../../db/locks';
import { numberArray, textArray } from '../array-literals';
import { lastOfEach } from '../batches';
import { assignNumbers } from '../numbers/assign-numbers';
import { writeInTenant } from '../writers/write-in-tenant';
import type { ProductInput } from './product-input';

/** Stores products, new or known, in one transaction; of several with one id the last wins. */
export function upsertProducts(db: Db, tenantId: number, items: readonly ProductInput[]): Promise<void> {
  const products = lastOfEach(items, (item) => item.productId);
  if (products.length === 0) return Promise.resolve();
  return writeInTenant(db, tenantId, async (tx) => {
    await lockAsOnlyUpsert(tx, tenantId, 'products');
    const ids = products.map((item) => item.productId);
    const { known, fresh } = await assignNumbers(tx, tenantId, 'products', ids);
    await insertProducts(
      tx,
      tenantId,
      products.filter((item) => fresh.has(item.productId)),
      fresh,
    );
    await updateProducts(
      tx,
      tenantId,
      products.filter((item) => known.has(item.productId)),
      known,
    );
  });
}

async function insertProducts(
  tx: TenantTx,
  tenantId: number,
  items: ProductInput[],
  numbers: Map<string, number>,
): Promise<void> {
  if (items.length === 0) return;
  await tx.execute(sql`
    insert into products (tenant_id, product_no, external_id, name, category, price, attributes, dropped_at)
    select ${tenantId}::int, u.no, u.id, u.name, u.category, u.price, u.attributes::jsonb,
      case when u.dropped then now() end
    from ${columnsOf(items, numbers)}`);
}

async function updateProducts(
  tx: TenantTx,
  tenantId: number,
  items: ProductInput[],
  numbers: Map<string, number>,
): Promise<void> {
  if (items.length === 0) return;
  await tx.execute(sql`
    update products p set
      name = coalesce(u.name, p.name),
      category = coalesce(u.category, p.category),
      price = coalesce(u.price, p.price),
      attributes = coalesce(u.attributes::jsonb, p.attributes),
      dropped_at = case when u.dropped then coalesce(p.dropped_at, now())
        when u.dropped is null then p.dropped_at end
    from ${columnsOf(items, numbers)}
    where p.tenant_id = ${tenantId} and p.product_no = u.no
      -- A repeated import rewrites no row that already says the same.
      and (coalesce(u.name, p.name), coalesce(u.category, p.category), coalesce(u.price, p.price),
           coalesce(u.attributes::jsonb, p.attributes), coalesce(u.dropped, p.dropped_at is not null))
        is distinct from (p.name, p.category, p.price, p.attributes, p.dropped_at is not null)`);
}

function columnsOf(items: ProductInput[], numbers: Map<string, number>) {
  const texts = (of: (item: ProductInput) => string | undefined) =>
    textArray(items.map((item) => of(item) ?? null));
  return sql`unnest(
      ${numberArray(items.map((item) => numbers.get(item.productId) ?? null))}::int[],
      ${texts((item) => item.productId)}::text[],
      ${texts((item) => item.name)}::text[],
      ${texts((item) => item.category)}::text[],
      ${numberArray(items.map((item) => item.price ?? null))}::float8[],
      ${texts((item) => item.attributes && JSON.stringify(item.attributes))}::text[],
      ${texts((item) => item.dropped?.toString())}::boolean[]
    ) as u(no, id, name, category, price, attributes, dropped)`;
}
