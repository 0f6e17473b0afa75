import { z } from 'zod';
import { changeTenant } from '../../services/tenants/change-tenant';
import { createTenant } from '../../services/tenants/create-tenant';
import { getTenant } from '../../services/tenants/get-tenant';
import { listTenants } from '../../services/tenants/list-tenants';
import { setChampion } from '../../services/tenants/set-champion';
import { setMode } from '../../services/tenants/set-mode';
import { NewTenant, TenantChange } from '../../services/tenants/tenant-input';
import { TenantView } from '../../services/tenants/tenant-view';
import { freeText } from '../../services/text-schemas';
import { endpoint } from '../endpoint';
import { inTenantPath, pageOf, paging } from './shared';

const mode = z.enum(['on', 'frozen', 'off']);

export const tenantEndpoints = [
  endpoint({
    method: 'post',
    path: '/v1/tenants',
    operationId: 'createTenant',
    summary: 'Make a tenant; its first keys are shown this once, and its workflow is started',
    role: 'operator',
    body: NewTenant,
    status: 201,
    response: TenantView.extend({ keys: z.object({ admin: z.string(), client: z.string() }) }).meta({
      id: 'CreatedTenant',
    }),
    problems: ['already-exists'],
    handle: ({ deps, actor, body }) => createTenant(deps.db, actor, body),
  }),
  endpoint({
    method: 'get',
    path: '/v1/tenants',
    operationId: 'listTenants',
    summary: 'The tenants, by id',
    role: 'operator',
    query: paging.extend({ mode: mode.optional() }),
    response: pageOf(TenantView),
    handle: ({ deps, query }) => listTenants(deps.fleetDb, query),
  }),
  endpoint({
    method: 'get',
    path: '/v1/tenants/:tenantId',
    operationId: 'getTenant',
    summary: 'One tenant',
    role: 'admin',
    params: inTenantPath,
    response: TenantView,
    handle: ({ deps, tenant }) => getTenant(deps.db, tenant.tenantId),
  }),
  endpoint({
    method: 'patch',
    path: '/v1/tenants/:tenantId',
    operationId: 'changeTenant',
    summary: 'Change name, calendar or settings',
    role: 'admin',
    params: inTenantPath,
    body: TenantChange,
    response: TenantView,
    handle: ({ deps, tenant, actor, body }) => changeTenant(deps.db, tenant.tenantId, actor, body),
  }),
  endpoint({
    method: 'put',
    path: '/v1/tenants/:tenantId/mode',
    operationId: 'setMode',
    summary: 'On, frozen or off; in effect for every api process when acknowledged',
    role: 'admin',
    params: inTenantPath,
    body: z.strictObject({ mode, reason: freeText(1, 500).optional() }).meta({ id: 'ModeCommand' }),
    response: TenantView,
    handle: ({ deps, tenant, actor, body }) => setMode(deps.db, tenant.tenantId, actor, body),
  }),
  endpoint({
    method: 'put',
    path: '/v1/tenants/:tenantId/champion',
    operationId: 'setChampion',
    summary: 'Put a version in service; pinned, no night replaces it until the pin is taken off',
    role: 'admin',
    params: inTenantPath,
    body: z
      .strictObject({
        version: z.number().int().min(1).max(2_147_483_647).optional(),
        pinned: z.boolean().optional(),
      })
      .refine((body) => body.version !== undefined || body.pinned === false, {
        path: ['version'],
        error: 'the number of a version, or pinned: false',
      })
      .meta({ id: 'ChampionCommand' }),
    response: TenantView,
    problems: ['no-such-version', 'conflict'],
    handle: ({ deps, tenant, actor, body }) => setChampion(deps.db, tenant.tenantId, actor, body),
  }),
];
