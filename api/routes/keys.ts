import { z } from 'zod';
import { createKey } from '../../services/keys/create-key';
import { KeyView } from '../../services/keys/key-view';
import { listKeys } from '../../services/keys/list-keys';
import { revokeKey } from '../../services/keys/revoke-key';
import { freeText } from '../../services/text-schemas';
import { endpoint } from '../endpoint';
import { inTenantPath, pageOf, paging } from './shared';

export const keyEndpoints = [
  endpoint({
    method: 'post',
    path: '/v1/tenants/:tenantId/keys',
    operationId: 'createKey',
    summary: 'Make a key; it is shown this once',
    role: 'admin',
    params: inTenantPath,
    body: z
      .strictObject({ role: z.enum(['admin', 'client']), note: freeText(0, 200).optional() })
      .meta({ id: 'NewKey' }),
    status: 201,
    response: KeyView.extend({ key: z.string() }).meta({ id: 'CreatedKey' }),
    handle: ({ deps, tenant, actor, body }) => createKey(deps.db, tenant.tenantId, actor, body),
  }),
  endpoint({
    method: 'get',
    path: '/v1/tenants/:tenantId/keys',
    operationId: 'listKeys',
    summary: 'The keys that work, without their secrets, with their last use',
    role: 'admin',
    params: inTenantPath,
    query: paging,
    response: pageOf(KeyView.meta({ id: 'Key' })),
    handle: ({ deps, tenant, query }) => listKeys(deps.db, tenant.tenantId, query),
  }),
  endpoint({
    method: 'delete',
    path: '/v1/tenants/:tenantId/keys/:keyId',
    operationId: 'revokeKey',
    summary: 'Revoke a key; in effect when acknowledged',
    role: 'admin',
    params: inTenantPath.extend({ keyId: z.string() }),
    status: 204,
    handle: ({ deps, tenant, actor, params }) => revokeKey(deps.db, tenant.tenantId, actor, params.keyId),
  }),
];
