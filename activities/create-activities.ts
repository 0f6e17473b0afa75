import { closeNight } from '../services/nights/end-night';
import { look } from '../services/nights/look';
import { stillWanted } from '../services/nights/still-wanted';
import { tenantNumber } from '../services/nights/tenant-of';
import { tidy } from '../services/nights/tidy';
import type { Activities, Look, NightEnd } from '../workflows/contracts';
import { calendar } from './calendar';
import { evaluate } from './evaluate';
import type { NightDeps } from './night-context';
import { open } from './open';
import { precompute } from './precompute';
import { promote } from './promote';
import { retrain } from './retrain';

/** A night that has not ended by then is called failed; the champion serves on. */
const NIGHT_DEADLINE_SECONDS = 6 * 3600;

/** The worker's activities, bound to what they share. */
export function createActivities(deps: NightDeps): Activities {
  return {
    look: async ({ tenant, runId }) => lookAt(deps, tenant, runId),
    stillWanted: (night) => stillWanted(deps.db, night.tenant, night.nightNo),
    open: (night) => open(deps, night),
    evaluate: (night) => evaluate(deps, night),
    retrain: (night) => retrain(deps, night),
    precompute: (night) => precompute(deps, night),
    promote: (night) => promote(deps, night),
    tidy: async (night) => {
      const tenantId = await tenantNumber(deps.db, night.tenant);
      if (tenantId !== undefined) await tidy(deps.db, tenantId);
    },
    close: async ({ tenant, nightNo, end }) => {
      const tenantId = await tenantNumber(deps.db, tenant);
      if (tenantId === undefined) return;
      deps.datasets.drop(tenantId, nightNo);
      await closeNight(deps.db, tenantId, nightNo, { outcome: end.outcome, sentence: sentenceOf(end) });
      deps.logger.warn({ tenant, night: nightNo, ...end }, 'night ended early');
    },
  };
}

async function lookAt(deps: NightDeps, tenant: string, runId: string): Promise<Look> {
  const answer = await look(deps.db, tenant, deps.now(), calendar, runId);
  if (answer.next === 'end') return { next: 'end' };
  if (answer.next === 'night') {
    // One deadline a night, however often it is taken up again; a last minute to end it in.
    const spent = answer.startedAt === null ? 0 : (Date.now() - answer.startedAt.getTime()) / 1000;
    const deadlineSeconds = Math.max(60, Math.ceil(NIGHT_DEADLINE_SECONDS - spent));
    return { next: 'night', nightNo: answer.nightNo, deadlineSeconds, ...answer.state };
  }
  const seconds = Math.max(1, Math.ceil((answer.until - deps.now()) / 1000));
  return { next: 'sleep', seconds, ...answer.state };
}

/** Longer causes are cut: the log has the whole. */
const LONGEST_CAUSE = 600;

/** What the tenant reads. The cause comes from Temporal and may hold anything that Postgres would refuse. */
function sentenceOf(end: NightEnd): string {
  const cause = end.cause
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be stored
    .replace(/[\u0000-\u001f\u007f-\u009f\ud800-\udfff]+/g, ' ')
    .slice(0, LONGEST_CAUSE);
  if (end.outcome === 'cancelled') return cause;
  return `The night failed: ${cause.replace(/\.$/, '')}. What was in service stays in service.`;
}
