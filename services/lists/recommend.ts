import { createHash } from 'node:crypto';
import { type Placement, placementNumber } from '../placements';
import { keyedHash, type SecretStore } from '../recommendation-ids/tenant-secrets';
import { ASKED_FOR_BYTES, signToken } from '../recommendation-ids/token';
import { ServiceError } from '../service-error';
import { type ExplainDeps, explainList } from './explain-list';
import { type ListView, listReasons } from './list-view';
import type { LookUp, LookUpRow } from './look-up';
import { POPULAR } from './reason-in-words';

export interface ListRequest {
  keyHash: Buffer;
  slug: string;
  customerId: string;
  limit: number;
  placement?: Placement | undefined;
  explain?: boolean | undefined;
}

export interface ServedAnswer {
  list: ListView;
  keyId: string;
  /** The same for as long as the list is, though each answer brings a new recommendation id. */
  etag: string;
}

export interface RecommendDeps extends ExplainDeps {
  lookUp: LookUp;
  secrets: SecretStore;
}

/** The one experiment arm there is so far: everybody gets the champion. */
const CHAMPION_ARM = 0;

/** The list in service for a customer. One look-up decides key, tenant, mode, version, list and drops. */
export async function recommend(
  deps: RecommendDeps,
  request: ListRequest,
): Promise<ServedAnswer | 'unauthorized' | 'not-found'> {
  const row = await deps.lookUp(request);
  if (row.verdict === 'unauthorized' || row.verdict === 'not-found') return row.verdict;
  if (row.verdict === 'recommendations-off') {
    throw new ServiceError(
      'recommendations-off',
      'A list was asked for, but recommendations are off for this tenant; expected mode on or frozen.',
    );
  }
  if (row.key_id === null || row.tenant_id === null) {
    throw new Error('Expected a key and a tenant with a list, got none');
  }
  const list = await toList(deps, request, row, row.tenant_id);
  return { list, keyId: row.key_id, etag: etagOf(list, request, row.list_set) };
}

async function toList(
  deps: RecommendDeps,
  request: ListRequest,
  row: LookUpRow,
  tenantId: number,
): Promise<ListView> {
  const { tokenKey, hashKey } = await deps.secrets.of(tenantId);
  const now = deps.now();
  const modelled = row.verdict === 'list';
  const customerNo = row.customer_no ?? 0;
  const recommendationId = signToken(tokenKey, {
    tenantId,
    customerNo,
    ...(customerNo === 0 && { askedFor: keyedHash(hashKey, request.customerId, ASKED_FOR_BYTES) }),
    version: row.version ?? 0,
    listSet: row.list_set ?? 0,
    placement: placementNumber(request.placement),
    arm: CHAMPION_ARM,
    servedAt: now,
    productNos: modelled ? row.product_nos : [],
  });
  return {
    recommendationId,
    customerId: request.customerId,
    version: modelled ? row.version : null,
    computedAt: (row.computed_at ?? new Date(now)).toISOString(),
    reason: modelled ? (listReasons[row.reason - 1] ?? 'fallback_popular') : 'no_model_yet',
    items: modelled ? itemsOf(row, request.explain ? await whysOf(deps, row, tenantId) : undefined) : [],
  };
}

function itemsOf(row: LookUpRow, whys: (string | undefined)[] | undefined): ListView['items'] {
  return row.product_ids.map((productId, at) => {
    const name = row.product_names[at];
    const why = whys?.[at];
    return {
      productId,
      rank: at + 1,
      score: row.scores[at] ?? 0,
      ...(name != null && { name }),
      ...(why !== undefined && { why }),
    };
  });
}

/** Past one's own list it is filled up from the popular ones; a fallback list is popular throughout. */
async function whysOf(
  deps: RecommendDeps,
  row: LookUpRow,
  tenantId: number,
): Promise<(string | undefined)[]> {
  const ownItems = row.reason === 1 ? row.own_products : 0;
  const { customer_no: customerNo, version, list_set: listSet } = row;
  const known = customerNo !== null && version !== null && listSet !== null && ownItems > 0;
  const own = known
    ? await explainList(deps, {
        tenantId,
        customerNo,
        version,
        listSet,
        productNos: row.product_nos.slice(0, ownItems),
        scores: row.scores.slice(0, ownItems),
      })
    : [];
  return row.product_ids.map((_, at) => (at < ownItems ? own[at] : POPULAR));
}

/** Of everything in the answer but the recommendation id and, where there is no list, the time of asking. */
function etagOf(list: ListView, request: ListRequest, listSet: number | null): string {
  const content = JSON.stringify([
    list.version,
    listSet,
    list.reason,
    list.version === null ? null : list.computedAt,
    list.items,
    request.placement,
  ]);
  return `W/"${createHash('sha256').update(content).digest('base64url').slice(0, 22)}"`;
}
