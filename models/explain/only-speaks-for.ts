/** One product of a history, apart from the rest of it, before the history is scaled. */
export interface Share {
  weight: number;
  link: number;
  /** The sum of weight × link of the other products. */
  rest: number;
  /** The sum of the squared weights of the other products. */
  restSquares: number;
  scaleHistory: number;
}

/**
 * Whether any smaller weight of this product, down to none, gives a lower score. A positive contribution is not
 * enough: a history is scaled to one length, so that a purchase which says little about a product takes room
 * from those that say more, and the score would rise without it.
 *
 * With w the weight, l the link, R and Q the rest and its squares, s the exponent, the score less its prior is
 * f(w) = (R + w·l) / (Q + w²)^(s/2), whose slope has the sign of l·Q − s·R·w + (1 − s)·l·w². Where f rises
 * first, it turns at the smaller root, if there is one; so f(w) need only be compared with f there and at 0.
 */
export function onlySpeaksFor(share: Share): boolean {
  const { weight, link, rest, scaleHistory: s } = share;
  if (!(link > 0 && weight > 0)) return false;
  const restSquares = Math.max(0, share.restSquares);
  const at = (w: number): number => (rest + w * link) / (restSquares + w * w) ** (s / 2);
  const without = restSquares > 0 ? at(0) : 0;
  if (!(at(weight) > without)) return false;
  const discriminant = (s * rest) ** 2 - 4 * (1 - s) * restSquares * link ** 2;
  if (rest <= 0 || discriminant < 0) return true;
  const turn = (2 * link * restSquares) / (s * rest + Math.sqrt(discriminant));
  return !(turn < weight) || at(weight) > at(turn);
}
