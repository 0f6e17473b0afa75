import type { Db } from '../../db/client';
import { numberArray } from '../array-literals';
import { Gatherer } from './gatherer';

export interface LookUpRequest {
  keyHash: Buffer;
  slug: string;
  customerId: string;
  limit: number;
}

export type Verdict = 'unauthorized' | 'not-found' | 'recommendations-off' | 'no-model' | 'list';

/** A row of the function serve_lists: see db/migrations/0002_serving.sql. */
export interface LookUpRow {
  request: number;
  verdict: Verdict;
  key_id: string | null;
  tenant_id: number | null;
  customer_no: number | null;
  version: number | null;
  list_set: number | null;
  reason: number;
  computed_at: Date | null;
  product_nos: number[];
  product_ids: string[];
  product_names: (string | null)[];
  scores: number[];
  own_products: number;
}

export type LookUp = (request: LookUpRequest) => Promise<LookUpRow>;

/** Beyond this a batch's answer takes longer than the round trips that it saves. */
const LARGEST_BATCH = 64;

/** Look-ups of lists that share statements, prepared once a connection. */
export function gatheredLookUp(
  db: Db,
  options: { mostUnderWay: number; onBatch?: (size: number) => void },
): LookUp {
  const gatherer = new Gatherer<LookUpRequest, LookUpRow>(
    async (requests) => {
      options.onBatch?.(requests.length);
      return lookUpAll(db, requests);
    },
    { largest: LARGEST_BATCH, mostUnderWay: options.mostUnderWay },
  );
  return (request) => gatherer.ask(request);
}

export async function lookUpAll(db: Db, requests: LookUpRequest[]): Promise<LookUpRow[]> {
  const { rows } = await db.$client.query<LookUpRow>({
    name: 'serve_lists',
    text: 'select * from serve_lists($1, $2, $3, $4)',
    values: [
      requests.map((request) => request.keyHash),
      requests.map((request) => request.slug),
      requests.map((request) => request.customerId),
      numberArray(requests.map((request) => request.limit)),
    ],
  });
  // In the order asked, whatever order the rows come in.
  const answers: LookUpRow[] = [];
  for (const row of rows) answers[row.request - 1] = row;
  return answers;
}
