import { createRng } from '../rng';
import type { Questions } from './questions';

/** Fewer customers than this are never thinned out: below, noise would choose. */
const fewestCustomers = 300;

/**
 * Keeps the questions of a seeded draw of customers, so that judging one recipe ranks about `work` products in
 * all (questions × products). All of a customer's questions stay together. Small windows come back untouched.
 */
export function thinQuestions(
  questions: Questions,
  productCount: number,
  work: number,
  seed: number,
): Questions {
  const asked = questions.customers.length;
  const share = Math.max(work / Math.max(1, asked * productCount), fewestCustomers / Math.max(1, asked));
  if (share >= 1) return questions;
  const rng = createRng(seed);
  const kept: number[] = [];
  let keep = false;
  for (let q = 0; q < asked; q++) {
    if (q === 0 || questions.customers[q] !== questions.customers[q - 1]) keep = rng() < share;
    if (keep) kept.push(q);
  }
  const starts = [0];
  const relevant: number[] = [];
  for (const q of kept) {
    for (let i = questions.starts[q]!; i < questions.starts[q + 1]!; i++)
      relevant.push(questions.relevant[i]!);
    starts.push(relevant.length);
  }
  return {
    ...questions,
    customers: Int32Array.from(kept, (q) => questions.customers[q]!),
    moments: Float64Array.from(kept, (q) => questions.moments[q]!),
    starts: Int32Array.from(starts),
    relevant: Int32Array.from(relevant),
  };
}
