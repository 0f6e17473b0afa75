import { z } from 'zod';
import { ListView } from '../../services/lists/list-view';
import { recommend } from '../../services/lists/recommend';
import { placements } from '../../services/placements';
import { ExternalId, isTenantId } from '../../services/text-schemas';
import { noSuchTenant, unauthorized } from '../check-key';
import { endpoint } from '../endpoint';
import { inTenantPath } from './shared';

const flag = z.enum(['true', 'false']).transform((text) => text === 'true');

export const listEndpoints = [
  endpoint({
    method: 'get',
    path: '/v1/tenants/:tenantId/customers/:customerId/recommendations',
    operationId: 'getRecommendations',
    summary: 'The list for a customer, known or not',
    role: 'client',
    checksKey: true,
    params: inTenantPath.extend({ customerId: ExternalId }),
    query: z.object({
      limit: z.coerce.number().int().min(1).max(50).default(10),
      placement: z.enum(placements).optional(),
      explain: flag.optional(),
    }),
    response: ListView,
    problems: ['recommendations-off'],
    handle: async ({ deps, tenant, params, query, headers, reply }) => {
      // What is no tenant's id stays out of the shared statement: Postgres takes no NUL.
      const slug = isTenantId(tenant.slug) ? tenant.slug : '';
      const request = { keyHash: headers.authorization, slug, customerId: params.customerId, ...query };
      const answer = await recommend(deps, request);
      if (answer === 'unauthorized') throw unauthorized();
      if (answer === 'not-found') throw noSuchTenant();
      deps.keyUse.note(answer.keyId);
      deps.metrics.listAnswered(answer.list.reason);
      reply.headers = { 'Cache-Control': 'private, no-cache', ETag: answer.etag };
      reply.notModified = isKnown(headers.ifNoneMatch, answer.etag);
      return answer.list;
    },
  }),
];

/** Whether the caller has this list already; the comparison is weak, as for any conditional GET. */
function isKnown(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  const bare = (tag: string) => tag.trim().replace(/^W\//, '');
  return ifNoneMatch.split(',').some((tag) => tag.trim() === '*' || bare(tag) === bare(etag));
}
