import type { IncomingMessage } from 'node:http';
import { authenticate } from '../services/keys/authenticate';
import { hashKey, type KeyRole } from '../services/keys/key-text';
import { isTenantId } from '../services/text-schemas';
import type { ApiDeps } from './deps';
import type { Endpoint, TenantRef } from './endpoint';
import { ApiProblem } from './problem';

const STRENGTH: Record<KeyRole, number> = { client: 1, admin: 2, operator: 3 };

export interface Admitted {
  role: KeyRole;
  keyId: string;
  tenant: TenantRef;
}

/** The hash of the key that a request brings. */
export function keyHashOf(request: IncomingMessage): Buffer {
  const given = request.headers.authorization;
  const key = given === undefined ? undefined : /^Bearer +(\S+) *$/i.exec(given)?.[1];
  if (key === undefined) {
    throw unauthorized(
      given === undefined ? 'got no Authorization header' : 'got another Authorization header',
    );
  }
  return hashKey(key);
}

export function unauthorized(got = 'got one that is not, or no longer, valid'): ApiProblem {
  return new ApiProblem('unauthorized', `Expected "Authorization: Bearer KEY" with a valid key, ${got}.`, {
    headers: { 'WWW-Authenticate': 'Bearer realm="nightshift"' },
  });
}

/** The same words for a tenant that is not there and for another's: nobody learns which it is. */
export function noSuchTenant(): ApiProblem {
  return new ApiProblem('not-found', 'There is no such tenant, or it is not this key’s.');
}

/** Key, then tenant, then role: each refusal tells nothing that the next would have to protect. */
export async function admit(
  deps: ApiDeps,
  endpoint: Endpoint,
  keyHash: Buffer,
  slug: string | undefined,
): Promise<Admitted> {
  const named = slug !== undefined && isTenantId(slug) ? slug : '';
  const holder = await authenticate(deps.db, keyHash, named);
  if (!holder) throw unauthorized();
  const { role, keyId, tenantId } = holder;
  if (slug !== undefined && tenantId === undefined) throw noSuchTenant();
  if (STRENGTH[role] < STRENGTH[endpoint.role]) {
    throw new ApiProblem('forbidden', `Expected a key of role ${endpoint.role}, got one of role ${role}.`);
  }
  deps.keyUse.note(keyId);
  return { role, keyId, tenant: { tenantId: tenantId ?? 0, slug: named } };
}
