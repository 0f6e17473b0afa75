import { z } from 'zod';
import { Attributes, ExternalId, freeText } from '../text-schemas';

/** A product as the tenant tells it; what is absent stays as it is. */
export const ProductInput = z
  .strictObject({
    productId: ExternalId,
    name: freeText(0, 500).optional(),
    category: freeText(0, 500).optional(),
    price: z.number().min(0).max(1e12).optional(),
    attributes: Attributes.optional(),
    /** True: never in a list from here on. False: revived. Absent: as it was. */
    dropped: z.boolean().optional(),
  })
  .meta({ id: 'ProductInput' });
export type ProductInput = z.output<typeof ProductInput>;

export const ProductView = z
  .object({
    productId: z.string(),
    name: z.string().optional(),
    category: z.string().optional(),
    price: z.number().optional(),
    attributes: z.record(z.string(), z.unknown()).optional(),
    dropped: z.boolean(),
    droppedAt: z.string().optional(),
    createdAt: z.string(),
  })
  .meta({ id: 'Product' });
export type ProductView = z.infer<typeof ProductView>;
