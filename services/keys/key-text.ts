import { createHash, randomBytes } from 'node:crypto';

export type KeyRole = 'operator' | 'admin' | 'client';

/** A new key: 256 random bits behind a prefix that tells people, and scanners of leaks, what it is. */
export function newKey(role: KeyRole): string {
  return `ns_${role}_${randomBytes(32).toString('base64url')}`;
}

/** All that is stored of a key. Keys are random, so a plain hash cannot be guessed back. */
export function hashKey(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}
