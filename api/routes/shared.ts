import { z } from 'zod';
import type { RejectedItem } from '../../services/batches';
import { sentenceOf } from '../../services/faults';
import { problems } from '../problem';

/** A path's tenant: checked together with the key, before any value is. */
export const inTenantPath = z.object({ tenantId: z.string() });

export const paging = z.object({
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  cursor: z.string().max(500).optional(),
});

export function pageOf<S extends z.ZodType>(item: S) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() });
}

/** The envelope of a batch; what is in it is judged item by item. */
export const batch = z.array(z.unknown()).max(1000);

export const Rejected = z
  .array(
    z.object({
      index: z.number().int(),
      problem: z.object({
        type: z.string(),
        title: z.string(),
        status: z.number().int(),
        detail: z.string(),
        errors: z.array(z.object({ path: z.string(), expected: z.string(), actual: z.string() })),
      }),
    }),
  )
  .meta({ id: 'RejectedItems' });

/** Items that were not taken, each with a problem of the shape that a whole request would get. */
export function describeRejected(rejected: readonly RejectedItem[]): z.input<typeof Rejected> {
  const { status, title } = problems['invalid-request'];
  return rejected.map(({ index, faults }) => ({
    index,
    problem: {
      type: '/problems/invalid-request',
      title,
      status,
      detail: `${faults.map(sentenceOf).join('; ')}.`,
      errors: faults,
    },
  }));
}
