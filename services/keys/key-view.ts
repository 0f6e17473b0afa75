import { z } from 'zod';
import type { apiKeys } from '../../db/schema';

/** A key as it is listed: never the key itself. */
export const KeyView = z.object({
  keyId: z.string(),
  role: z.enum(['admin', 'client']),
  note: z.string().optional(),
  createdAt: z.string(),
  lastUsedAt: z.string().optional(),
});
export type KeyView = z.infer<typeof KeyView>;

export function describeKey(row: typeof apiKeys.$inferSelect): KeyView {
  return {
    keyId: row.keyId,
    role: row.role === 'client' ? 'client' : 'admin', // a tenant's rows have no other role
    ...(row.note !== null && { note: row.note }),
    createdAt: row.createdAt.toISOString(),
    ...(row.lastUsedAt && { lastUsedAt: row.lastUsedAt.toISOString() }),
  };
}
