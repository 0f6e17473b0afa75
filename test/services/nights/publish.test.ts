import { sql } from 'drizzle-orm';
import { calendar } from '../../../activities/calendar';
import { inTenant } from '../../../db/in-tenant';
import { lockAsEventWriter } from '../../../db/locks';
import { nights } from '../../../db/schema';
import { takeListSet, writeLists } from '../../../services/lists/write-lists';
import { closeNight } from '../../../services/nights/end-night';
import { look } from '../../../services/nights/look';
import { openNight } from '../../../services/nights/open-night';
import { publish } from '../../../services/nights/publish';
import { beginStage, type NightHandle, type NightRow, noteStage } from '../../../services/nights/stage';
import { stillWanted } from '../../../services/nights/still-wanted';
import { changeTenant } from '../../../services/tenants/change-tenant';
import { setChampion } from '../../../services/tenants/set-champion';
import { setMode } from '../../../services/tenants/set-mode';
import { saveVersion } from '../../../services/versions/save-version';
import { askForNight } from '../../support/ask-night';
import { openTenantWorld, type TenantWorld, tastefulEvents } from '../../support/tenant-world';

/** What holds when commands, attempts and writers meet at the same moment. */
describe('concurrency of a night', () => {
  let world: TenantWorld;
  beforeAll(async () => {
    world = await openTenantWorld();
  });
  afterAll(() => world?.close());

  /** A night with its cut, a fitted version and a list set: ready to publish. */
  async function readyToPublish(
    slug: string,
  ): Promise<{ tenantId: number; handle: NightHandle; night: NightRow; version: number; listSet: number }> {
    const tenantId = await world.tenant(slug);
    await world.record(tenantId, tastefulEvents({ customers: 3, products: 3, perCustomer: 3 }));
    const nightNo = await askForNight(world, tenantId);
    const handle = await begin(tenantId, nightNo);
    const opened = await openNight(world.db, handle);
    if (opened.next === 'ended') throw new Error('the night ended before it began');
    const version = await saveVersion(world.db, handle, opened.night, {
      recipe: 'popularity',
      params: {},
      seed: 1,
      includeSeen: true,
      metrics: {},
      samples: [],
      artifact: new Uint8Array([1]),
    });
    const listSet = await takeListSet(world.db, handle);
    const [night] = await inTenant(world.db, tenantId, (tx) =>
      tx.select().from(nights).where(sql`night_no = ${nightNo}`),
    );
    return { tenantId, handle, night: night as NightRow, version, listSet };
  }

  async function begin(tenantId: number, nightNo: number): Promise<NightHandle> {
    const begun = await beginStage(world.db, tenantId, nightNo, 'cut');
    if (begun.ended) throw new Error('the night has ended');
    return begun.handle;
  }

  const promoted = { outcome: 'promoted', sentence: 'It is better.' } as const;
  const pointer = (tenantId: number) =>
    inTenant(world.db, tenantId, async (tx) => {
      const { rows } = await tx.execute<{ champion_version: number | null; mode: string }>(
        sql`select champion_version, mode from tenants`,
      );
      return rows[0];
    });

  test('a command before publish wins: the pointer stays, the night ends cancelled', async () => {
    const { tenantId, handle, night, version, listSet } = await readyToPublish('command-first');
    await setMode(world.db, tenantId, world.operator, { mode: 'frozen' });
    const ending = await publish(world.db, handle, night, {
      version,
      listSet,
      switched: false,
      ending: promoted,
    });
    expect(ending.outcome).toBe('cancelled');
    expect(await pointer(tenantId)).toMatchObject({ champion_version: null, mode: 'frozen' });
  });

  test('a command racing publish: either it came first and nothing flipped, or it came after and the flip is whole', async () => {
    for (let round = 0; round < 10; round++) {
      const { tenantId, handle, night, version, listSet } = await readyToPublish(`race-${round}`);
      const [ending] = await Promise.all([
        publish(world.db, handle, night, { version, listSet, switched: false, ending: promoted }),
        setMode(world.db, tenantId, world.operator, { mode: 'off' }),
      ]);
      expect(await pointer(tenantId)).toMatchObject({
        champion_version: ending.outcome === 'promoted' ? version : null,
        mode: 'off',
      });
    }
  });

  test('an attempt that was given up for dead can write nothing once the next has begun', async () => {
    const { tenantId, handle: stale, night, version, listSet } = await readyToPublish('stale');
    await begin(tenantId, night.nightNo);
    const refused = { code: 'stale-attempt' };
    const block = {
      k: 1,
      customerNos: Int32Array.of(1),
      reasons: Uint8Array.of(1),
      lengths: Int32Array.of(1),
      productNos: Int32Array.of(1),
      scores: Float32Array.of(1),
    };
    const target = { version, listSet, computedAt: new Date() };
    await expect(
      writeLists(world.db, stale, target, [block], new AbortController().signal),
    ).rejects.toMatchObject(refused);
    await expect(takeListSet(world.db, stale)).rejects.toMatchObject(refused);
    await expect(
      publish(world.db, stale, night, { version, listSet, switched: false, ending: promoted }),
    ).rejects.toMatchObject(refused);
    await expect(
      inTenant(world.db, tenantId, (tx) =>
        noteStage(tx, stale, { name: 'fit', startedAt: '', seconds: 0, attempt: stale.attempt }),
      ),
    ).rejects.toMatchObject(refused);
    expect(await pointer(tenantId)).toMatchObject({ champion_version: null });
  });

  test('an ended night keeps its outcome, whoever closes it again', async () => {
    const { tenantId, handle, night, version, listSet } = await readyToPublish('twice');
    await publish(world.db, handle, night, { version, listSet, switched: false, ending: promoted });
    await closeNight(world.db, tenantId, night.nightNo, { outcome: 'failed', sentence: 'too late' });
    const [row] = await inTenant(world.db, tenantId, (tx) => tx.select().from(nights));
    expect(row).toMatchObject({ outcome: 'promoted', sentence: 'It is better.' });
  });

  test('a retry of the cut finds the same cut, though events have arrived since', async () => {
    const { tenantId, night } = await readyToPublish('cut');
    await world.record(
      tenantId,
      tastefulEvents({ customers: 3, products: 3, perCustomer: 3, prefix: 'late' }),
    );
    const again = await openNight(world.db, await begin(tenantId, night.nightNo));
    if (again.next === 'ended') throw new Error('the night ended');
    expect(again.night.cutSeq).toBe(night.cutSeq);
    expect(again.night.cutEvents).toBe(night.cutEvents);
  });

  test('the cut waits for events that are being written, and leaves out those that come after', async () => {
    const tenantId = await world.tenant('writers');
    const nightNo = await askForNight(world, tenantId);
    const handle = await begin(tenantId, nightNo);
    const writers = Array.from({ length: 6 }, (_, i) =>
      world.record(tenantId, tastefulEvents({ customers: 5, products: 5, perCustomer: 20, prefix: `w${i}` })),
    );
    const opened = await openNight(world.db, handle);
    await Promise.all(writers);
    const cut = opened.next === 'ended' ? { cutSeq: 0, cutEvents: 0 } : opened.night;
    const { rows } = await inTenant(world.db, tenantId, (tx) =>
      tx.execute<{ events: string }>(sql`select count(*) as events from events where seq <= ${cut.cutSeq}`),
    );
    expect(Number(rows[0]?.events)).toBe(cut.cutEvents);
  });

  test('one night runs and one waits: a second request gets the number of the first, and widens it', async () => {
    const tenantId = await world.tenant('queue');
    const first = await askForNight(world, tenantId, 'refresh');
    const [second, third] = await Promise.all([
      askForNight(world, tenantId),
      askForNight(world, tenantId, 'refresh'),
    ]);
    expect([second, third]).toEqual([first, first]);
    const [row] = await inTenant(world.db, tenantId, (tx) => tx.select().from(nights));
    expect(row).toMatchObject({ kind: 'full' });
    await begin(tenantId, first);
    await openNight(world.db, await begin(tenantId, first));
    const next = await askForNight(world, tenantId);
    expect(next).toBeGreaterThan(first);
  });

  test('looking many times at the moment a night is due mints it once', async () => {
    const tenantId = await world.tenant('due', { settings: { spreadMinutes: 0 } });
    await look(world.db, 'due', Date.now(), calendar);
    const later = Date.now() + 30 * 3_600_000;
    const looks = await Promise.all(Array.from({ length: 5 }, () => look(world.db, 'due', later, calendar)));
    const numbers = looks.map((answer) => (answer.next === 'night' ? answer.nightNo : undefined));
    expect(new Set(numbers).size).toBe(1);
    const rows = await inTenant(world.db, tenantId, (tx) => tx.select().from(nights));
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({ requestedBy: 'timer' });
  });

  test('a night that is due waits behind one that is unfinished, and is minted after it', async () => {
    const tenantId = await world.tenant('behind', { settings: { spreadMinutes: 0 } });
    await look(world.db, 'behind', Date.now(), calendar);
    const waiting = await askForNight(world, tenantId, 'refresh');
    const later = Date.now() + 30 * 3_600_000;
    expect(await look(world.db, 'behind', later, calendar)).toMatchObject({
      next: 'night',
      nightNo: waiting,
    });
    await closeNight(world.db, tenantId, waiting, { outcome: 'lists_refreshed', sentence: 'Done.' });
    const due = await look(world.db, 'behind', later, calendar);
    expect(due).toMatchObject({ next: 'night' });
    const rows = await inTenant(world.db, tenantId, (tx) => tx.select().from(nights).orderBy(nights.nightNo));
    expect(rows.map((row) => row.requestedBy)).toEqual(['tenant', 'timer']);
  });

  test("an event whose sender's clock runs ahead is not lost: a later night still has to see it", async () => {
    const tenantId = await world.tenant('ahead');
    const event = (eventId: string, ms: number) => ({
      eventId,
      type: 'purchase' as const,
      occurredAt: new Date(Date.now() + ms).toISOString(),
      customerId: 'c1',
      productId: 'p1',
    });
    await world.record(tenantId, [event('now', -1_000)]);
    await world.record(tenantId, [event('ahead', 3_600_000)]);
    const opened = await openNight(world.db, await begin(tenantId, await askForNight(world, tenantId)));
    if (opened.next === 'ended') throw new Error('the night ended');
    expect(opened.night.cutEvents).toBe(2);
    expect(opened.night.seenSeq).toBeLessThan(opened.night.cutSeq as number);
  });

  test('a command does not wait for the writers that a cut waits for', async () => {
    const tenantId = await world.tenant('patient');
    await world.record(tenantId, tastefulEvents({ customers: 2, products: 2, perCustomer: 2 }));
    const nightNo = await askForNight(world, tenantId);
    let release = () => {};
    const writing = inTenant(world.db, tenantId, async (tx) => {
      await lockAsEventWriter(tx, tenantId);
      await new Promise<void>((resolve) => {
        release = resolve;
      });
    });
    const opening = openNight(world.db, await begin(tenantId, nightNo)).catch((error: unknown) => error);
    await setMode(world.db, tenantId, world.operator, { mode: 'off' });
    release();
    await writing;
    await opening;
    expect(await pointer(tenantId)).toMatchObject({ mode: 'off' });
  });

  test('a new calendar does not swallow a night that was due', async () => {
    const tenantId = await world.tenant('moves', { settings: { spreadMinutes: 0 } });
    await look(world.db, 'moves', Date.now(), calendar);
    await inTenant(world.db, tenantId, (tx) =>
      tx.execute(sql`update tenants set next_night_at = now() - interval '1 minute'`),
    );
    await changeTenant(world.db, tenantId, world.operator, { nightAt: '03:00' });
    expect(await look(world.db, 'moves', Date.now(), calendar)).toMatchObject({ next: 'night' });
  });

  test('taking a pin off holds nothing against a night under way; putting one on does', async () => {
    const { tenantId, handle, night, version, listSet } = await readyToPublish('pins');
    await publish(world.db, handle, night, { version, listSet, switched: false, ending: promoted });
    const next = await begin(tenantId, await askForNight(world, tenantId));
    await openNight(world.db, next);
    await setChampion(world.db, tenantId, world.operator, { pinned: false });
    expect(await stillWanted(world.db, 'pins', next.nightNo)).toEqual({ wanted: true });
    await setChampion(world.db, tenantId, world.operator, { version, pinned: true });
    expect(await stillWanted(world.db, 'pins', next.nightNo)).toMatchObject({ wanted: false });
    await setChampion(world.db, tenantId, world.operator, { pinned: false });
    expect((await pointer(tenantId))?.champion_version).toBe(version);
  });

  test('a tenant that is gone ends its workflow, and wants no night', async () => {
    expect(await look(world.db, 'never-was', Date.now(), calendar)).toEqual({ next: 'end' });
    expect(await stillWanted(world.db, 'never-was', 1)).toMatchObject({ wanted: false });
  });
});
