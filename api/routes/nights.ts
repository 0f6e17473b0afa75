import { z } from 'zod';
import { AuditView, listAudit } from '../../services/audit/list-audit';
import { askForNight } from '../../services/nights/ask-for-night';
import { NightView } from '../../services/nights/night-view';
import { getNight, listNights } from '../../services/nights/read-nights';
import { getVersion, listVersions } from '../../services/versions/read-versions';
import { VersionView } from '../../services/versions/version-view';
import { endpoint } from '../endpoint';
import { inTenantPath, pageOf, paging } from './shared';

export const nightEndpoints = [
  endpoint({
    method: 'post',
    path: '/v1/tenants/:tenantId/nights',
    operationId: 'requestNight',
    summary: 'Ask for a night; where one waits already, it is that one',
    role: 'admin',
    params: inTenantPath,
    body: z.strictObject({}),
    bodyOptional: true,
    status: 202,
    response: z.object({ nightId: z.string() }),
    problems: ['recommendations-off'],
    handle: ({ deps, tenant, actor }) => askForNight(deps.db, tenant.tenantId, actor),
  }),
  endpoint({
    method: 'get',
    path: '/v1/tenants/:tenantId/nights',
    operationId: 'listNights',
    summary: 'The nights, newest first',
    role: 'admin',
    params: inTenantPath,
    query: paging,
    response: pageOf(NightView),
    handle: ({ deps, tenant, query }) => listNights(deps.db, tenant, query),
  }),
  endpoint({
    method: 'get',
    path: '/v1/tenants/:tenantId/nights/:nightId',
    operationId: 'getNight',
    summary: 'One night, with its stages and its decision',
    role: 'admin',
    params: inTenantPath.extend({ nightId: z.string() }),
    response: NightView,
    handle: ({ deps, tenant, params }) => getNight(deps.db, tenant, params.nightId),
  }),
  endpoint({
    method: 'get',
    path: '/v1/tenants/:tenantId/versions',
    operationId: 'listVersions',
    summary: 'The model versions, newest first',
    role: 'admin',
    params: inTenantPath,
    query: paging,
    response: pageOf(VersionView),
    handle: ({ deps, tenant, query }) => listVersions(deps.db, tenant.tenantId, query),
  }),
  endpoint({
    method: 'get',
    path: '/v1/tenants/:tenantId/versions/:version',
    operationId: 'getVersion',
    summary: 'One model version',
    role: 'admin',
    params: inTenantPath.extend({ version: z.string() }),
    response: VersionView,
    handle: ({ deps, tenant, params }) => getVersion(deps.db, tenant.tenantId, params.version),
  }),
  endpoint({
    method: 'get',
    path: '/v1/tenants/:tenantId/audit',
    operationId: 'listAudit',
    summary: 'Who did what, newest first',
    role: 'admin',
    params: inTenantPath,
    query: paging,
    response: pageOf(AuditView),
    handle: ({ deps, tenant, query }) => listAudit(deps.db, tenant.tenantId, query),
  }),
];
