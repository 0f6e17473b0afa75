/** Shapes of the jsonb columns: plain JSON, written by services, read by the API. */

/** What a tenant may tune; absent means the platform's default. */
export interface TenantSettings {
  /** What a list is for: products new to the customer, or everything. Decided from data when absent. */
  goal?: 'discover' | 'mixed';
  /** Oldest champion that a refresh must beat outright, in days (default 14). */
  maxChampionAgeDays?: number;
  /** Bars for a switch of recipe: probability of being better, and relative gain. */
  switchProbability?: number;
  switchGain?: number;
  /** Versions kept for rollback, champion included (default 3). */
  retainedVersions?: number;
  /** Minutes after `nightAt` over which nights are spread by a hash of the tenant (default 60). */
  spreadMinutes?: number;
}

export interface NightStage {
  name: string;
  startedAt: string;
  seconds: number;
  attempt: number;
  detail?: Record<string, unknown>;
  error?: string;
}

/** The decision as models/night/decide.ts prints it; opaque to the database. */
export type NightDecision = Record<string, unknown>;
