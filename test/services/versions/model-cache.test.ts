import { inTenant } from '../../../db/in-tenant';
import { modelVersions } from '../../../db/schema';
import { fitModel, type Model, saveModel } from '../../../models';
import { ModelCache } from '../../../services/versions/model-cache';
import { tenantOf } from '../../support/models/tenant-fixture';
import { openTenantWorld, type TenantWorld } from '../../support/tenant-world';

const modelOf = (products: number): Model =>
  fitModel(
    tenantOf(Array.from({ length: products }, (_, product) => ({ customer: 0, product, day: product }))),
    { name: 'popularity', params: {} },
    1,
  );

describe('models kept for explanations', () => {
  let world: TenantWorld;
  beforeAll(async () => {
    world = await openTenantWorld();
  });
  afterAll(() => world?.close());

  async function save(tenantId: number, version: number, artifact: Buffer): Promise<void> {
    await inTenant(world.db, tenantId, (tx) =>
      tx.insert(modelVersions).values({
        ...{ tenantId, version, nightNo: version, recipe: 'popularity', params: {}, seed: 1 },
        ...{ includeSeen: true, cutSeq: 0, cutAt: new Date(), metrics: {}, samples: [] },
        ...{ artifact, artifactBytes: artifact.length },
      }),
    );
  }

  test('the same version number of two tenants is two models, and never the other’s', async () => {
    const one = await world.tenant('one');
    const two = await world.tenant('two');
    await save(one, 1, Buffer.from(saveModel(modelOf(3))));
    const models = new ModelCache(world.db, { limitBytes: 1 << 20 });
    expect((await models.of(one, 1))?.productCount).toBe(3);
    expect(await models.of(two, 1)).toBeUndefined();
    await save(two, 1, Buffer.from(saveModel(modelOf(5))));
    expect((await models.of(two, 1))?.productCount).toBe(5);
    expect((await models.of(one, 1))?.productCount).toBe(3);
  });

  test('memory stays within the limit, however many versions are asked for, and all are answered', async () => {
    const tenantId = await world.tenant('many');
    const artifact = Buffer.from(saveModel(modelOf(100)));
    for (let version = 1; version <= 12; version++) await save(tenantId, version, artifact);
    const limitBytes = artifact.length * 4;
    const models = new ModelCache(world.db, { limitBytes });
    for (let version = 1; version <= 12; version++) {
      expect((await models.of(tenantId, version))?.productCount).toBe(100);
      expect(models.bytes).toBeLessThanOrEqual(limitBytes);
    }
    expect(models.bytes).toBeGreaterThan(0);
    const small = new ModelCache(world.db, { limitBytes: artifact.length });
    expect(await small.of(tenantId, 1)).toBeUndefined();
  });

  test('an artifact that cannot be read is told once asked, and is no error', async () => {
    const tenantId = await world.tenant('broken');
    await save(tenantId, 1, Buffer.from('no artifact at all, this'));
    const faults: string[] = [];
    const models = new ModelCache(world.db, {
      limitBytes: 1 << 20,
      onFault: (error) => faults.push(error.message),
    });
    expect(await models.of(tenantId, 1)).toBeUndefined();
    expect(faults).toEqual([expect.stringContaining('artifact magic must be')]);
  });
});
