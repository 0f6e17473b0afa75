/**
 * The life of one tenant's recommender: sleep until the tenant's night or a look, read what Postgres says,
 * run the night if there is one, and begin anew, so that every night is one run in Temporal's web UI.
 */
import { defineSearchAttributeKey } from '@temporalio/common';
import {
  CancellationScope,
  condition,
  continueAsNew,
  defineSignal,
  isCancellation,
  proxyActivities,
  proxyLocalActivities,
  setHandler,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import {
  type Activities,
  FAULTS,
  LOOK_SIGNAL,
  type LookState,
  type NightEnd,
  type NightRef,
  type RecommenderInput,
  SEARCH_ATTRIBUTES,
} from './contracts';

const lookSignal = defineSignal(LOOK_SIGNAL);
const modeAttribute = defineSearchAttributeKey(SEARCH_ATTRIBUTES.mode, 'KEYWORD');
const outcomeAttribute = defineSearchAttributeKey(SEARCH_ATTRIBUTES.lastOutcome, 'KEYWORD');
const championAttribute = defineSearchAttributeKey(SEARCH_ATTRIBUTES.champion, 'INT');

const local = proxyLocalActivities<Pick<Activities, 'look' | 'stillWanted'>>({
  startToCloseTimeout: '30 s',
  retry: { initialInterval: '1 s', maximumInterval: '1 minute' },
});

/** Writing down how a night ended must outlast any outage: no deadline, no last attempt. */
const bookkeeping = proxyActivities<Pick<Activities, 'close'>>({
  startToCloseTimeout: '5 minutes',
  retry: { initialInterval: '1 s', maximumInterval: '1 minute' },
});

const housekeeping = proxyActivities<Pick<Activities, 'tidy'>>({
  startToCloseTimeout: '10 minutes',
  retry: { initialInterval: '1 s', maximumInterval: '1 minute', maximumAttempts: 3 },
});

/** Wakes at which nothing was due, before a fresh run keeps the history short. */
const IDLE_LOOKS_PER_RUN = 50;

export async function recommender(input: RecommenderInput): Promise<void> {
  const signalled = { look: false };
  setHandler(lookSignal, () => {
    signalled.look = true;
  });

  for (let looks = 0; looks < IDLE_LOOKS_PER_RUN; looks++) {
    signalled.look = false;
    const look = await local.look({ tenant: input.tenant, runId: workflowInfo().runId });
    if (look.next === 'end') return;
    showState(look);
    if (look.next === 'night') {
      await runNight({ tenant: input.tenant, nightNo: look.nightNo }, look.deadlineSeconds, signalled);
      break;
    }
    const woken = await condition(() => signalled.look, look.seconds * 1000);
    if (!woken) break;
  }
  await continueAsNew<typeof recommender>(input);
}

/** A failed stage ends the night with its cause; it never ends the tenant's workflow. */
async function runNight(
  night: NightRef,
  deadlineSeconds: number,
  signalled: { look: boolean },
): Promise<void> {
  const scope = new CancellationScope();
  const control = { over: false, unwanted: undefined as string | undefined };
  // Whatever becomes of this run, the watch must not reject unheard: that would jam the workflow's every task.
  const watch = CancellationScope.nonCancellable(() => cancelWhenUnwanted(night, scope, signalled, control));
  try {
    await scope.run(() => stages(night, deadlineSeconds));
  } catch (error) {
    const end: NightEnd = isCancellation(error)
      ? { outcome: 'cancelled', cause: control.unwanted ?? 'The night was cancelled.' }
      : { outcome: 'failed', cause: rootMessage(error) };
    await CancellationScope.nonCancellable(() => bookkeeping.close({ ...night, end }));
  }
  control.over = true;
  await CancellationScope.nonCancellable(() => watch);
  // Tidying is repeated after every night: one that fails is made up for by the next.
  await housekeeping.tidy(night).catch(() => undefined);
}

async function stages(night: NightRef, deadlineSeconds: number): Promise<void> {
  const { open, evaluate, retrain, precompute, promote } = proxyActivities<Activities>({
    startToCloseTimeout: deadlineSeconds * 1000,
    scheduleToCloseTimeout: deadlineSeconds * 1000,
    heartbeatTimeout: '10 s',
    retry: {
      initialInterval: '1 s',
      maximumInterval: '1 minute',
      nonRetryableErrorTypes: Object.values(FAULTS),
    },
  });
  const opened = await open(night);
  if (opened.next === 'ended') return;
  if (opened.next === 'evaluate') {
    const evaluated = await evaluate(night);
    if (evaluated.next === 'ended') return;
    if (evaluated.next === 'retrain') await retrain(night);
  }
  await precompute(night);
  await promote(night);
}

/** Each look during a night asks Postgres whether the night is still wanted; if not, its activities are cancelled. */
async function cancelWhenUnwanted(
  night: NightRef,
  scope: CancellationScope,
  signalled: { look: boolean },
  control: { over: boolean; unwanted: string | undefined },
): Promise<void> {
  while (!control.over) {
    await condition(() => signalled.look || control.over);
    if (control.over) return;
    signalled.look = false;
    const answer = await local.stillWanted(night);
    if (answer.wanted) continue;
    control.unwanted = answer.why;
    scope.cancel();
    return;
  }
}

/** Writes an event only where something changed since the last run. */
function showState(state: LookState): void {
  const shown = workflowInfo().typedSearchAttributes;
  const outcome = state.lastOutcome ?? 'none';
  const champion = state.champion ?? 0;
  if (
    shown.get(modeAttribute) === state.mode &&
    shown.get(outcomeAttribute) === outcome &&
    shown.get(championAttribute) === champion
  ) {
    return;
  }
  upsertSearchAttributes([
    { key: modeAttribute, value: state.mode },
    { key: outcomeAttribute, value: outcome },
    { key: championAttribute, value: champion },
  ]);
}

function rootMessage(error: unknown): string {
  let cause = error;
  while (cause instanceof Error && cause.cause instanceof Error) cause = cause.cause;
  return cause instanceof Error ? cause.message : String(cause);
}
