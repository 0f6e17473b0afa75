import { inTenant } from '../db/in-tenant';
import { checkLists } from '../services/nights/check-lists';
import { decisionOf } from '../services/nights/decision';
import type { NightEnding } from '../services/nights/end-night';
import { publish } from '../services/nights/publish';
import { type NightRow, noteStage } from '../services/nights/stage';
import { readTenant, type TenantRow } from '../services/nights/tenant-of';
import { ServiceError } from '../services/service-error';
import { readVersion } from '../services/versions/read-artifact';
import type { NightRef } from '../workflows/contracts';
import { nightActivity } from './night-activity';
import { cutOf, type NightDeps, nightBytes, nightData, timed } from './night-context';
import { versionToList } from './precompute';
import { LIST_LENGTH } from './retrain';

/** Check, then flip the tenant's pointer: what is served changes here, in one transaction, or not at all. */
export function promote(deps: NightDeps, ref: NightRef): Promise<void> {
  return nightActivity<void>(deps, ref, 'promote', undefined, async ({ handle, night, signal }) => {
    const version = versionToList(night);
    const checked = await timed(deps.now, () => check(deps, night, version, signal));
    await inTenant(deps.db, handle.tenantId, (tx) =>
      noteStage(tx, handle, {
        name: 'check',
        startedAt: checked.startedAt,
        seconds: checked.seconds,
        attempt: handle.attempt,
        detail: { lists: checked.result.lists },
      }),
    );
    const tenant = await readTenant(deps.db, handle.tenantId);
    const ending = await publish(deps.db, handle, night, {
      version,
      listSet: night.listSet as number,
      switched: decisionOf(night)?.promote === true && decisionOf(night)?.kind === 'switch',
      ending: endingOf(night, tenant, version),
    });
    deps.datasets.drop(night.tenantId, night.nightNo);
    deps.logger.info(
      { tenant: ref.tenant, night: night.nightNo, outcome: ending.outcome, version },
      'night ended',
    );
  });
}

/** The artifact loads and scores as it did in training; the stored lists are those that were computed. */
async function check(
  deps: NightDeps,
  night: NightRow,
  versionNo: number,
  signal: AbortSignal,
): Promise<{ lists: number }> {
  if (night.listSet === null || night.listDigest === null) {
    throw new Error(`Night ${night.nightNo} has no lists to publish`);
  }
  const version = await readVersion(deps.db, night.tenantId, versionNo);
  const fresh = version.version === night.version;
  if (fresh) await checkSkew(deps, night, version, signal);
  return checkLists(
    deps.db,
    night.tenantId,
    {
      version: versionNo,
      listSet: night.listSet,
      digest: night.listDigest,
      dropped: cutOf(night).dropped,
      samples: fresh ? version.samples : [],
    },
    signal,
  );
}

/** Loads the artifact from the store and scores the sample customers again, as serving's precompute does. */
async function checkSkew(
  deps: NightDeps,
  night: NightRow,
  version: Awaited<ReturnType<typeof readVersion>>,
  signal: AbortSignal,
): Promise<void> {
  const { lists } = await deps.fitting.run(
    async () => ({
      kind: 'lists' as const,
      data: await nightData(deps, night),
      artifact: new Uint8Array(version.artifact),
      includeSeen: version.includeSeen,
      asOf: cutOf(night).cutAt.getTime(),
      listLength: LIST_LENGTH,
      customers: Int32Array.from(version.samples, (sample) => sample.customerNo - 1),
      fallbackHalfLifeDays: 0,
      fallbackLength: 1,
    }),
    { bytes: await nightBytes(deps, night), signal },
  );
  version.samples.forEach((sample, row) => {
    sample.products.forEach((product, rank) => {
      const at = row * LIST_LENGTH + rank;
      if (lists.products[at] === product - 1 && lists.scores[at] === sample.scores[rank]) return;
      throw new ServiceError(
        'conflict',
        `the check before publishing found that for customer ${sample.customerNo}, rank ${rank + 1}, training scored ` +
          `product ${product} at ${sample.scores[rank]}, the stored model scores product ` +
          `${(lists.products[at] as number) + 1} at ${lists.scores[at]}`,
      );
    });
  });
}

function endingOf(night: NightRow, tenant: TenantRow, version: number): NightEnding {
  const decision = decisionOf(night);
  if (decision) return { outcome: decision.outcome, sentence: decision.sentence };
  if (night.mode === 'frozen') {
    return {
      outcome: 'frozen',
      sentence: `Frozen: version ${version} stays in service, with lists refreshed from the newest events.`,
    };
  }
  if (tenant.pinned && night.kind === 'full') {
    return {
      outcome: 'kept',
      sentence: `Version ${version} is pinned, so no other was tried; its lists were refreshed.`,
    };
  }
  return {
    outcome: 'lists_refreshed',
    sentence: `The lists of version ${version} were refreshed from the newest events.`,
  };
}
