/** Every way a night can end; the API's enum is made from these. */
export const OUTCOMES = [
  'promoted',
  'refreshed',
  'kept',
  'not_enough_evidence',
  'no_new_data',
  'bad_data',
  'frozen',
  'lists_refreshed',
  'cancelled',
  'failed',
] as const;

export type Outcome = (typeof OUTCOMES)[number];

/** Nights that looked at all data up to their cut: the next one needs newer events to have work. */
export const LEARNED: readonly Outcome[] = ['promoted', 'refreshed', 'kept', 'not_enough_evidence'];
