import type { z } from 'zod';
import { check, type Fault } from './faults';

/** An item of a batch, or a line of an import, that was not taken. */
export interface RejectedItem {
  index: number;
  faults: Fault[];
}

export interface CheckedBatch<T> {
  /** What fits, in the order in which it came. */
  taken: T[];
  rejected: RejectedItem[];
}

/** Items are judged one by one: what does not fit is told, the rest is stored. */
export function checkItems<S extends z.ZodType>(
  schema: S,
  items: readonly unknown[],
): CheckedBatch<z.output<S>> {
  const taken: z.output<S>[] = [];
  const rejected: RejectedItem[] = [];
  items.forEach((item, index) => {
    const checked = check(schema, item);
    if (checked.ok) taken.push(checked.value);
    else rejected.push({ index, faults: checked.faults });
  });
  return { taken, rejected };
}

/** The last item for an id, where a batch names one more than once: an upsert that came later wins. */
export function lastOfEach<T>(items: readonly T[], idOf: (item: T) => string): T[] {
  return [...new Map(items.map((item) => [idOf(item), item])).values()];
}
