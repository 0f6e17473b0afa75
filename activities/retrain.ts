import { inTenant } from '../db/in-tenant';
import type { TenantData } from '../models';
import { decisionOf } from '../services/nights/decision';
import { noteStage } from '../services/nights/stage';
import { saveVersion } from '../services/versions/save-version';
import type { NightRef } from '../workflows/contracts';
import type { RankedBlock } from './fitting/tasks';
import { nightActivity } from './night-activity';
import { cutOf, type NightDeps, nightBytes, nightData, seedOf, timed } from './night-context';

/** Places in a stored list: the longest a caller may ask for. */
export const LIST_LENGTH = 50;
/** Customers whose lists the training itself computes, for the check to compare with. */
const SAMPLE_CUSTOMERS = 40;

/** Fits the winner on everything up to the cut and stores it as the tenant's next version. */
export function retrain(deps: NightDeps, ref: NightRef): Promise<void> {
  return nightActivity<void>(deps, ref, 'retrain', undefined, async ({ handle, night, signal }) => {
    const decision = decisionOf(night);
    if (!decision) throw new Error(`Night ${night.nightNo} of ${ref.tenant} has no decision to fit`);
    const bytes = await nightBytes(deps, night);
    const { recipe, includeSeen } = decision;
    const fitted = await timed(deps.now, () =>
      deps.fitting.run(
        async () => {
          const data = await nightData(deps, night);
          return {
            kind: 'fit' as const,
            data,
            recipe,
            seed: seedOf(night),
            includeSeen,
            asOf: cutOf(night).cutAt.getTime(),
            listLength: LIST_LENGTH,
            sampleCustomers: sampleOf(data),
          };
        },
        { bytes, signal },
      ),
    );
    const { artifact, samples } = fitted.result;
    const version = await saveVersion(deps.db, handle, night, {
      recipe: recipe.name,
      params: recipe.params,
      seed: seedOf(night),
      includeSeen,
      metrics: metricsOf(decision),
      samples: samplesOf(samples),
      artifact,
    });
    await inTenant(deps.db, handle.tenantId, (tx) =>
      noteStage(tx, handle, {
        name: 'fit',
        startedAt: fitted.startedAt,
        seconds: fitted.seconds,
        attempt: handle.attempt,
        detail: { version, recipe: recipe.name, bytes: artifact.byteLength },
      }),
    );
  });
}

/** What the versions page shows of a version: the decision's numbers, without its prose. */
function metricsOf(decision: Record<string, unknown>): Record<string, unknown> {
  const { sentence: _sentence, recipe: _recipe, outcome: _outcome, promote: _promote, ...numbers } = decision;
  return numbers;
}

/** Customers spread evenly over all numbers: the oldest and the newest are among them. */
function sampleOf(data: TenantData): Int32Array {
  const size = Math.min(SAMPLE_CUSTOMERS, data.customerCount);
  return Int32Array.from({ length: size }, (_, i) =>
    size === 1 ? 0 : Math.round((i * (data.customerCount - 1)) / (size - 1)),
  );
}

function samplesOf(block: RankedBlock): { customerNo: number; products: number[]; scores: number[] }[] {
  return Array.from(block.customers, (customer, row) => {
    const from = row * LIST_LENGTH;
    const end = block.products.subarray(from, from + LIST_LENGTH).indexOf(-1);
    const to = from + (end < 0 ? LIST_LENGTH : end);
    return {
      customerNo: customer + 1,
      products: Array.from(block.products.subarray(from, to), (product) => product + 1),
      scores: Array.from(block.scores.subarray(from, to)),
    };
  });
}
