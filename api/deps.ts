import type { Logger } from 'pino';
import type { Db } from '../db/client';
import type { KeyUse } from '../services/keys/note-use';
import type { LookUp } from '../services/lists/look-up';
import type { SecretStore } from '../services/recommendation-ids/tenant-secrets';
import type { ModelCache } from '../services/versions/model-cache';
import type { ApiMetrics } from './api-metrics';

/** What the API stands on; a test brings its own. */
export interface ApiDeps {
  /** As nightshift_app: one tenant at a time. */
  db: Db;
  /** As nightshift_fleet: the operator's questions. */
  fleetDb: Db;
  log: Logger;
  now: () => number;
  secrets: SecretStore;
  lookUp: LookUp;
  /** For explanations. */
  models: ModelCache;
  keyUse: KeyUse;
  metrics: ApiMetrics;
  /** Told on /readyz; the API serves without it. */
  temporalState: () => Promise<'up' | 'down'>;
  /** True once the process is asked to stop: /readyz says so, and what is under way goes on. */
  stopping: () => boolean;
}
