import type { Db } from '../db/client';
import type { Recorded } from '../services/events/record-events';
import { Registry } from './metrics';

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];
const BATCH_SIZES = [1, 2, 4, 8, 16, 32, 64];

/** What an api process counts. No label holds anything of a tenant: thousands of tenants, thousands of series. */
export class ApiMetrics {
  readonly #registry = new Registry();
  readonly #seconds = this.#registry.histogram(
    'nightshift_http_request_seconds',
    'Time from the first byte of a request to its answer, by operation and status.',
    SECONDS,
  );
  readonly #listBatch = this.#registry.histogram(
    'nightshift_list_batch_size',
    'Requests for a list that shared one statement.',
    BATCH_SIZES,
  );
  readonly #lists = this.#registry.counter(
    'nightshift_lists_answered_total',
    'Requests for a list that were answered with one, by reason. Approximate; lists shown are counted from events.',
  );
  readonly #records = this.#registry.counter(
    'nightshift_records_total',
    'Events, products and customers that came in, by what became of them.',
  );
  readonly #recommendationIds = this.#registry.counter(
    'nightshift_recommendation_ids_total',
    'Recommendation ids that came with events: verified, or refused as forged, altered or of another list.',
  );

  answered(operation: string, status: number, seconds: number): void {
    this.#seconds.observe(seconds, { operation, status: String(status) });
  }

  listBatch(size: number): void {
    this.#listBatch.observe(size);
  }

  listAnswered(reason: string): void {
    this.#lists.add(1, { reason });
  }

  recordsTaken(kind: 'events' | 'products' | 'customers', counts: Record<string, number>): void {
    for (const [outcome, count] of Object.entries(counts)) this.#records.add(count, { kind, outcome });
  }

  eventsTaken(recorded: Recorded, rejected: number): void {
    const { accepted, duplicates, attributed, refusedRecommendationIds } = recorded;
    this.recordsTaken('events', { accepted, duplicates, rejected });
    this.#recommendationIds.add(attributed, { verdict: 'verified' });
    this.#recommendationIds.add(refusedRecommendationIds, { verdict: 'refused' });
  }

  watch(name: string, db: Db): void {
    const pool = db.$client;
    this.#registry.gauge(
      `nightshift_${name}_connections`,
      `Connections to Postgres of the ${name} pool, and requests that wait for one.`,
      () => [
        { labels: { state: 'open' }, value: pool.totalCount },
        { labels: { state: 'idle' }, value: pool.idleCount },
        { labels: { state: 'waiting' }, value: pool.waitingCount },
      ],
    );
  }

  text(): string {
    return this.#registry.text();
  }
}
