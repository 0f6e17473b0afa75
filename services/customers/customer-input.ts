import { z } from 'zod';
import { Attributes, ExternalId, freeText } from '../text-schemas';

/** A customer as the tenant tells it; what is absent stays as it is. */
export const CustomerInput = z
  .strictObject({
    customerId: ExternalId,
    name: freeText(0, 500).optional(),
    attributes: Attributes.optional(),
  })
  .meta({ id: 'CustomerInput' });
export type CustomerInput = z.output<typeof CustomerInput>;

export const CustomerView = z
  .object({
    customerId: z.string(),
    name: z.string().optional(),
    attributes: z.record(z.string(), z.unknown()).optional(),
    createdAt: z.string(),
  })
  .meta({ id: 'Customer' });
export type CustomerView = z.infer<typeof CustomerView>;
