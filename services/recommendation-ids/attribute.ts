import { createHash } from 'node:crypto';
import { keyedHash, type TenantSecrets } from './tenant-secrets';
import { ASKED_FOR_BYTES, readToken, type ServedList } from './token';

/** As stored on the event. */
export const NOT_CLAIMED = 0;
export const VERIFIED = 1;
export const REFUSED = 2;

export type Attribution =
  | { attribution: typeof NOT_CLAIMED | typeof REFUSED }
  | { attribution: typeof VERIFIED; list: ServedList; listHash: string };

export interface Claim {
  recommendationId?: string | undefined;
  customerId?: string | undefined;
  customerNo: number | null;
  productNo: number;
}

/**
 * Whether an event followed from the list that it names: a list of this tenant, served for this customer (an
 * event of a bare session names none), with this product in it.
 */
export function attribute(secrets: TenantSecrets, tenantId: number, claim: Claim): Attribution {
  if (claim.recommendationId === undefined) return { attribution: NOT_CLAIMED };
  const list = readToken(secrets.tokenKey, claim.recommendationId);
  if (
    !list ||
    list.tenantId !== tenantId ||
    !isFor(list, secrets, claim) ||
    !list.productNos.includes(claim.productNo)
  ) {
    return { attribution: REFUSED };
  }
  const listHash = createHash('sha256').update(claim.recommendationId).digest('hex').slice(0, 32);
  return { attribution: VERIFIED, list, listHash };
}

function isFor(list: ServedList, secrets: TenantSecrets, claim: Claim): boolean {
  if (claim.customerId === undefined) return true;
  if (list.customerNo !== 0) return list.customerNo === claim.customerNo;
  // Served before the customer was known, and known since, perhaps by this very event.
  return list.askedFor?.equals(keyedHash(secrets.hashKey, claim.customerId, ASKED_FOR_BYTES)) ?? false;
}
