import { z } from 'zod';
import { importKinds, importStream } from '../../services/imports/import-kinds';
import { ImportReport } from '../../services/imports/import-report';
import { bodyPieces } from '../body-pieces';
import { endpoint } from '../endpoint';
import { inTenantPath } from './shared';

export const importEndpoints = [
  endpoint({
    method: 'post',
    path: '/v1/tenants/:tenantId/imports',
    operationId: 'importRecords',
    summary: 'Import a stream of JSON lines of any length, stored in chunks; safe to repeat',
    role: 'client',
    takes: 'ndjson',
    params: inTenantPath,
    query: z.object({ kind: z.enum(importKinds) }),
    response: ImportReport,
    handle: async ({ deps, tenant, query: { kind }, stream, headers }) => {
      const source = bodyPieces(stream, headers.contentEncoding);
      const { report, ...ids } = await importStream(deps, tenant.tenantId, kind, source);
      const { accepted, duplicates, rejected } = report;
      if (kind === 'events') deps.metrics.eventsTaken({ accepted, duplicates, ...ids }, rejected);
      else deps.metrics.recordsTaken(kind, { accepted, rejected });
      return report;
    },
  }),
];
