import { z } from 'zod';
import { OUTCOMES } from '../nights/outcomes';
import { TenantId } from '../text-schemas';
import { Settings } from './settings';

/** A tenant as the API tells it. */
export const TenantView = z
  .object({
    id: TenantId,
    name: z.string(),
    timezone: z.string(),
    currency: z.string(),
    mode: z.enum(['on', 'frozen', 'off']),
    modeSince: z.string(),
    modeReason: z.string().optional(),
    champion: z.number().int().nullable(),
    pinned: z.boolean(),
    /** The newest night that ended; the whole of it is at nights/{nightId}. */
    lastNight: z
      .object({
        nightId: z.string(),
        date: z.string(),
        endedAt: z.string(),
        outcome: z.enum(OUTCOMES).optional(),
        sentence: z.string().optional(),
      })
      .optional(),
    nextNightAt: z.string().optional(),
    nightAt: z.string(),
    every: z.number().int(),
    counts: z.object({
      customers: z.number().int(),
      products: z.number().int(),
      events: z.number().int(),
    }),
    settings: Settings,
    createdAt: z.string(),
  })
  .meta({ id: 'Tenant' });
export type TenantView = z.infer<typeof TenantView>;
