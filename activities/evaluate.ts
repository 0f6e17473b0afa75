import { inTenant } from '../db/in-tenant';
import { decisionOf, earlierWinners, type StoredDecision, saveDecision } from '../services/nights/decision';
import { endNight } from '../services/nights/end-night';
import { championOf } from '../services/nights/open-night';
import { type NightRow, noteStage } from '../services/nights/stage';
import { readTenant, type TenantRow } from '../services/nights/tenant-of';
import type { Evaluated, NightRef } from '../workflows/contracts';
import type { EvaluateTask } from './fitting/tasks';
import { nightActivity } from './night-activity';
import { cutOf, type NightDeps, nightBytes, nightData, round, seedOf } from './night-context';

const DAY_MS = 86_400_000;

/** Choose one challenger on fit and validation, and judge it against the champion on the decision window. */
export function evaluate(deps: NightDeps, ref: NightRef): Promise<Evaluated> {
  return nightActivity<Evaluated>(
    deps,
    ref,
    'evaluate',
    { next: 'ended' },
    async ({ handle, night, signal }) => {
      const decided = decisionOf(night);
      if (decided) return next(decided, night);

      const tenant = await readTenant(deps.db, handle.tenantId);
      const asked = await question(deps, night, tenant);
      const bytes = await nightBytes(deps, night);
      let started = deps.now();
      const answer = await deps.fitting.run(
        async (): Promise<EvaluateTask> => {
          const data = await nightData(deps, night);
          started = deps.now();
          return { kind: 'evaluate', data, ...asked };
        },
        { bytes, signal },
      );
      const { choice, decision, includeSeen } = answer;
      const stored: StoredDecision = { ...decision, includeSeen };
      const chosenAt = started + answer.chooseSeconds * 1000;
      await inTenant(deps.db, handle.tenantId, async (tx) => {
        await noteStage(tx, handle, {
          name: 'choose',
          startedAt: new Date(started).toISOString(),
          seconds: round(answer.chooseSeconds * 1000),
          attempt: handle.attempt,
          detail: { ...choice },
        });
        await noteStage(tx, handle, {
          name: 'decide',
          startedAt: new Date(chosenAt).toISOString(),
          seconds: round(answer.decideSeconds * 1000),
          attempt: handle.attempt,
        });
        await saveDecision(tx, handle, stored);
        // Without a champion and without a challenger there is nothing to make lists with.
        if (!stored.promote && night.championAtStart === null) {
          await endNight(tx, handle, { outcome: stored.outcome, sentence: stored.sentence });
        }
      });
      return next(stored, night);
    },
  );
}

function next(decision: StoredDecision, night: NightRow): Evaluated {
  if (decision.promote) return { next: 'retrain' };
  return { next: night.championAtStart === null ? 'ended' : 'precompute' };
}

async function question(
  deps: NightDeps,
  night: NightRow,
  tenant: TenantRow,
): Promise<Omit<EvaluateTask, 'kind' | 'data'>> {
  const { cutAt } = cutOf(night);
  const { goal, maxChampionAgeDays, switchProbability, switchGain } = tenant.settings;
  const champion =
    night.championAtStart === null
      ? undefined
      : await championOf(deps.db, night.tenantId, night.championAtStart);
  return {
    zone: tenant.timezone,
    seed: seedOf(night),
    includeSeen: goal === undefined ? undefined : goal === 'mixed',
    earlierWinners: await earlierWinners(deps.db, night.tenantId),
    bars: {
      ...(maxChampionAgeDays !== undefined && { maxChampionAgeDays }),
      ...(switchProbability !== undefined && { switchProbability }),
      ...(switchGain !== undefined && { switchGain }),
    },
    ...(champion && {
      champion: {
        recipe: { name: champion.recipe, params: champion.params },
        ageDays: (cutAt.getTime() - champion.cutAt.getTime()) / DAY_MS,
        ...(tenant.switchedAt && {
          sinceSwitchDays: (cutAt.getTime() - tenant.switchedAt.getTime()) / DAY_MS,
        }),
      },
    }),
  };
}
