import { z } from 'zod';
import { EventInput } from '../../services/events/event-input';
import { takeEvents } from '../../services/events/take-events';
import { endpoint } from '../endpoint';
import { batch, describeRejected, inTenantPath, Rejected } from './shared';

export const eventEndpoints = [
  endpoint({
    method: 'post',
    path: '/v1/tenants/:tenantId/events',
    operationId: 'recordEvents',
    summary: 'Record what happened; an eventId that was there before is a duplicate, and the first stays',
    role: 'client',
    params: inTenantPath,
    body: batch,
    bodyShape: z.array(EventInput).max(1000),
    response: z
      .object({ accepted: z.number().int(), duplicates: z.number().int(), rejected: Rejected })
      .meta({ id: 'RecordedEvents' }),
    handle: async ({ deps, tenant, body }) => {
      const { rejected, ...recorded } = await takeEvents(deps, tenant.tenantId, body);
      deps.metrics.eventsTaken(recorded, rejected.length);
      const { accepted, duplicates } = recorded;
      return { accepted, duplicates, rejected: describeRejected(rejected) };
    },
  }),
];
