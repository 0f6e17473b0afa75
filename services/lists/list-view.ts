import { z } from 'zod';

export const listReasons = ['personal', 'fallback_new_customer', 'fallback_popular', 'no_model_yet'] as const;

/** A list as it is served. */
export const ListView = z
  .object({
    recommendationId: z.string(),
    customerId: z.string(),
    version: z.number().int().nullable(),
    computedAt: z.string(),
    reason: z.enum(listReasons),
    items: z.array(
      z.object({
        productId: z.string(),
        rank: z.number().int(),
        score: z.number(),
        name: z.string().optional(),
        why: z
          .string()
          .optional()
          .describe('With explain=true, and where one sentence is true: why this product is in the list.'),
      }),
    ),
  })
  .meta({ id: 'List' });
export type ListView = z.infer<typeof ListView>;
