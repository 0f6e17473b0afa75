import { z } from 'zod';

/** A model version as the API tells it. */
export const VersionView = z
  .object({
    version: z.number().int(),
    recipe: z.object({
      name: z.string(),
      params: z.record(z.string(), z.union([z.number(), z.string(), z.boolean()])),
    }),
    /** What had occurred and arrived by then, it has learned from. */
    cut: z.string(),
    metrics: z.record(z.string(), z.unknown()),
    /** Candidate: fitted, never in service. Retained: kept for rollback. Retired: its lists are gone. */
    status: z.enum(['champion', 'retained', 'retired', 'candidate']),
    /** Of the artifact, in bytes. */
    size: z.number().int(),
    nightId: z.string(),
    createdAt: z.string(),
    publishedAt: z.string().optional(),
    retiredAt: z.string().optional(),
  })
  .meta({ id: 'Version' });
export type VersionView = z.infer<typeof VersionView>;
