/** Who acts: a key's holder, or the platform itself. Goes into every audit row. */
export type Actor =
  | { role: 'operator' | 'admin' | 'client'; keyId: string }
  | { role: 'night' | 'system'; keyId?: undefined };
