import type { NightDecision, NightStage } from '../../db/json-columns';
import type { nights } from '../../db/schema';
import type { Outcome } from './outcomes';

export interface NightView {
  nightId: string;
  date: string;
  requestedBy: 'timer' | 'tenant' | 'operator' | 'data' | 'drift';
  requestedAt: string;
  startedAt?: string;
  endedAt?: string;
  outcome?: Outcome;
  sentence?: string;
  stages: NightStage[];
  decision?: NightDecision;
  workflow: { id: string; runId?: string };
}

/** A night as the API tells it. */
export function describeNight(row: typeof nights.$inferSelect, tenant: { slug: string }): NightView {
  return {
    nightId: String(row.nightNo),
    date: row.date,
    requestedBy: row.requestedBy,
    requestedAt: row.requestedAt.toISOString(),
    ...(row.startedAt && { startedAt: row.startedAt.toISOString() }),
    ...(row.endedAt && { endedAt: row.endedAt.toISOString() }),
    ...(row.outcome && { outcome: row.outcome as Outcome }),
    ...(row.sentence && { sentence: row.sentence }),
    stages: row.stages,
    ...(row.decision && { decision: row.decision }),
    workflow: { id: `recommender/${tenant.slug}`, ...(row.runId && { runId: row.runId }) },
  };
}
