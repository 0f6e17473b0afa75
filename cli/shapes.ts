/** The API's answers, as far as the commands read them. `--json` passes them on whole. */

export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

export interface Tenant {
  id: string;
  name: string;
  timezone: string;
  currency: string;
  mode: string;
  modeSince: string;
  modeReason?: string | null;
  champion: number | null;
  pinned: boolean;
  lastNight?: Night | null;
  nextNightAt?: string | null;
  counts: { customers: number; products: number; events: number };
  settings: Record<string, unknown>;
  keys?: { admin: string; client: string };
}

export interface Night {
  nightId: string;
  date: string;
  requestedBy: string;
  requestedAt: string;
  startedAt?: string | null;
  endedAt?: string | null;
  outcome?: string | null;
  sentence?: string | null;
  stages: { name: string; startedAt: string; seconds: number }[];
  workflow: { id: string; runId?: string };
}

export interface Version {
  version: number;
  recipe: { name: string };
  status: string;
  createdAt: string;
  metrics: Record<string, unknown>;
}

export interface RecommendationList {
  recommendationId: string;
  customerId: string;
  version: number | null;
  computedAt: string | null;
  reason: string;
  items: { productId: string; rank: number; score: number; name?: string; why?: string }[];
}

export interface ImportAnswer {
  read: number;
  accepted: number;
  duplicates: number;
  rejected: number;
  byReason: Record<string, number>;
  problems: { line: number; reason: string; detail: string }[];
}
