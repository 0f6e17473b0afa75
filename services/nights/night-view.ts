import { z } from 'zod';
import { OUTCOMES } from './outcomes';

/** A night as the API tells it; describe-night.ts makes it. */
export const NightView = z
  .object({
    nightId: z.string(),
    date: z.string(),
    requestedBy: z.enum(['timer', 'tenant', 'operator', 'data', 'drift']),
    requestedAt: z.string(),
    startedAt: z.string().optional(),
    endedAt: z.string().optional(),
    outcome: z.enum(OUTCOMES).optional(),
    sentence: z.string().optional(),
    stages: z.array(
      z.object({
        name: z.string(),
        startedAt: z.string(),
        seconds: z.number(),
        attempt: z.number().int(),
        detail: z.record(z.string(), z.unknown()).optional(),
        error: z.string().optional(),
      }),
    ),
    decision: z.record(z.string(), z.unknown()).optional(),
    workflow: z.object({ id: z.string(), runId: z.string().optional() }),
  })
  .meta({ id: 'Night' });
