import { eq } from 'drizzle-orm';
import { inTenant } from '../../../db/in-tenant';
import { modelVersions } from '../../../db/schema';
import { createKey } from '../../../services/keys/create-key';
import { hashKey } from '../../../services/keys/key-text';
import { lookUpAll } from '../../../services/lists/look-up';
import { publishLists } from '../../api/publish-lists';
import { openTenantWorld, type TenantWorld } from '../../support/tenant-world';

describe('the popular products that fill a list up', () => {
  let world: TenantWorld;
  let tenantId: number;
  let keyHash: Buffer;

  beforeAll(async () => {
    world = await openTenantWorld();
    tenantId = await world.tenant('tails');
    const { key } = await createKey(world.db, tenantId, world.operator, { role: 'client' });
    keyHash = hashKey(key);
    const event = (
      customerId: string,
      product: number,
      type: 'purchase' | 'view' | 'rating' | 'dismiss',
    ) => ({
      eventId: `${customerId} ${product} ${type}`,
      type,
      occurredAt: '2026-01-01T10:00:00Z',
      customerId,
      productId: `p${product}`,
      ...(type === 'rating' && { value: 5 }),
    });
    // Numbers follow the order of ids within a batch: p1 to p6, "a" 1, "b" 2, "newer" 3.
    await world.record(tenantId, [
      ...[1, 2, 3, 4, 5, 6].map((product) => event('a', product, 'view')),
      event('a', 6, 'purchase'),
      event('a', 3, 'rating'),
      event('b', 5, 'purchase'),
      event('b', 4, 'dismiss'),
      event('newer', 6, 'purchase'),
    ]);
    await publishLists(world.database.appUrl, 'tails', {
      version: 1,
      listSet: 1,
      lists: [
        { customerNo: 0, products: [6, 5, 4, 3, 2, 1] },
        { customerNo: 1, products: [1, 2] },
        { customerNo: 2, products: [1] },
      ],
    });
  });
  afterAll(() => world.close());

  const served = async (customerId: string, limit = 10) => {
    const [row] = await lookUpAll(world.db, [{ keyHash, slug: 'tails', customerId, limit }]);
    if (!row) throw new Error('Expected a row for the request, got none');
    return row;
  };
  const goal = (includeSeen: boolean) =>
    inTenant(world.db, tenantId, (tx) =>
      tx.update(modelVersions).set({ includeSeen }).where(eq(modelVersions.tenantId, tenantId)),
    );

  test('leave out what the customer has bought or rated where lists are for new products, and the list is shorter', async () => {
    await goal(false);
    expect((await served('a')).product_ids).toEqual(['p1', 'p2', 'p5', 'p4']);
    expect((await served('b')).product_ids).toEqual(['p1', 'p6', 'p3', 'p2']);
    expect((await served('b', 2)).product_ids).toEqual(['p1', 'p6']);
  });

  test('leave out only what was dismissed where lists hold products known before', async () => {
    await goal(true);
    expect((await served('a')).product_ids).toEqual(['p1', 'p2', 'p6', 'p5', 'p4', 'p3']);
    expect((await served('b')).product_ids).toEqual(['p1', 'p6', 'p5', 'p3', 'p2']);
  });

  test('never have a score above what stands before them', async () => {
    await goal(false);
    for (const customer of ['a', 'b', 'newer', 'unknown']) {
      const { scores } = await served(customer);
      expect(scores).toEqual([...scores].sort((x, y) => y - x));
    }
    // a's own last score is 1/2; of the popular list's 1, 1/2, 1/3 the first is left out.
    expect((await served('a')).scores).toEqual([1, 0.5, 0.25, expect.closeTo(0.5 / 3)]);
    expect((await served('unknown')).scores.slice(0, 2)).toEqual([1, 0.5]);
  });
});
