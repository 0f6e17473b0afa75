/**
 * What workflow code, activities, relay and tests agree on: names, ids, and the plain JSON that travels.
 * No rows, lists or weights; an id and a small decision is all that Temporal ever holds.
 */
export const TASK_QUEUE = 'nightshift';
export const WORKFLOW_TYPE = 'recommender';
export const LOOK_SIGNAL = 'look';

/** Searchable in Temporal's web UI; `nightshift migrate` registers them. */
export const SEARCH_ATTRIBUTES = {
  mode: 'NightshiftMode',
  lastOutcome: 'NightshiftLastOutcome',
  champion: 'NightshiftChampion',
} as const;

/** One workflow per tenant, found by the tenant's id. */
export function recommenderId(tenant: string): string {
  return `recommender/${tenant}`;
}

export interface RecommenderInput {
  tenant: string;
}

export interface NightRef {
  tenant: string;
  /** Minted by Postgres; every activity is idempotent on it. */
  nightNo: number;
}

/** What Postgres says, read anew at each wake: nothing of it is remembered by the workflow. */
export interface LookState {
  mode: 'on' | 'frozen' | 'off';
  champion?: number;
  lastOutcome?: string;
}

export type Look =
  | { next: 'end' }
  | ({ next: 'night'; nightNo: number; deadlineSeconds: number } & LookState)
  | ({ next: 'sleep'; seconds: number } & LookState);

/** `ended`: the night has its outcome already, and nothing is left to do. */
export type Opened = { next: 'ended' } | { next: 'evaluate' } | { next: 'precompute' };
export type Evaluated = { next: 'ended' } | { next: 'retrain' } | { next: 'precompute' };
/** Whether a night under way is still what the tenant wants. */
export type Wanted = { wanted: true } | { wanted: false; why: string };

/** Fault names that Temporal must not retry: the night's own rules, not the infrastructure's mood. */
export const FAULTS = {
  /** A mistake that another attempt would repeat. */
  refused: 'NightshiftRefused',
  /** The night's activities crashed as often as a night may. */
  crashed: 'NightshiftCrashed',
} as const;

export interface NightEnd {
  outcome: 'cancelled' | 'failed';
  cause: string;
}

export interface Activities {
  look(input: RecommenderInput & { runId: string }): Promise<Look>;
  stillWanted(night: NightRef): Promise<Wanted>;
  open(night: NightRef): Promise<Opened>;
  evaluate(night: NightRef): Promise<Evaluated>;
  retrain(night: NightRef): Promise<void>;
  precompute(night: NightRef): Promise<void>;
  promote(night: NightRef): Promise<void>;
  tidy(night: NightRef): Promise<void>;
  close(night: NightRef & { end: NightEnd }): Promise<void>;
}
