import type { EventInput } from '../../../services/events/event-input';
import { recordEvents } from '../../../services/events/record-events';
import { getTenant } from '../../../services/tenants/get-tenant';
import { openTenantWorld, type TenantWorld } from '../../support/tenant-world';

describe('an event id that was there before', () => {
  let world: TenantWorld;
  let tenantId: number;
  let made = 0;

  beforeAll(async () => {
    world = await openTenantWorld();
  });
  beforeEach(async () => {
    tenantId = await world.tenant(`duplicates-${++made}`);
  });
  afterAll(() => world.close());

  const event = (eventId: string, customerId: string, productId: string, more: Partial<EventInput> = {}) => ({
    eventId,
    type: 'purchase' as const,
    occurredAt: '2026-01-01T10:00:00Z',
    customerId,
    productId,
    ...more,
  });
  const counts = async () => (await getTenant(world.db, tenantId)).counts;

  test('makes no customer and no product, whatever the second says', async () => {
    await recordEvents(world, tenantId, [event('e1', 'c1', 'p1')]);
    const second = await recordEvents(world, tenantId, [
      event('e1', 'phantom', 'p2'),
      event('e2', 'c1', 'p1'),
    ]);
    expect(second).toMatchObject({ accepted: 1, duplicates: 1 });
    expect(await counts()).toEqual({ customers: 1, products: 1, events: 2 });
  });

  test('makes none within its own batch either', async () => {
    const recorded = await recordEvents(world, tenantId, [
      event('e1', 'c1', 'p1'),
      event('e1', 'phantom', 'p2'),
    ]);
    expect(recorded).toMatchObject({ accepted: 1, duplicates: 1 });
    expect(await counts()).toEqual({ customers: 1, products: 1, events: 1 });
  });

  test('makes none in an import, and leaves nothing there for a later chunk to trip over', async () => {
    const remembered = { products: new Map<string, number>(), customers: new Map<string, number>() };
    await recordEvents(world, tenantId, [event('e1', 'c1', 'p1')], remembered);
    await recordEvents(world, tenantId, [event('e1', 'c2', 'p2')], remembered);
    expect(await counts()).toEqual({ customers: 1, products: 1, events: 1 });
    const third = await recordEvents(world, tenantId, [event('e3', 'c2', 'p2')], remembered);
    expect(third).toMatchObject({ accepted: 1, duplicates: 0 });
    expect(await counts()).toEqual({ customers: 2, products: 2, events: 2 });
  });

  test('counts no recommendation id a second time', async () => {
    const forged = event('e1', 'c1', 'p1', { recommendationId: 'forged' });
    expect((await recordEvents(world, tenantId, [forged])).refusedRecommendationIds).toBe(1);
    expect((await recordEvents(world, tenantId, [forged])).refusedRecommendationIds).toBe(0);
  });
});
