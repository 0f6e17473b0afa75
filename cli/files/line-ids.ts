import { hash } from 'node:crypto';

export interface LineIdSource {
  idFor(content: string): string;
}

/**
 * Event ids for lines that bring none: a hash of the line's content and its occurrence number among the equal
 * lines of its file. Repeating a file adds nothing, equal lines of one file all count, and two exports that
 * overlap (March, and the first quarter) meet in the same ids, because every file counts from one again.
 */
export class LineIds implements LineIdSource {
  private readonly seen = new OccurrenceCounter();

  idFor(content: string): string {
    const digest = hash('sha256', content, 'base64url').slice(0, 22); // 132 bits
    const occurrence = this.seen.next(digest);
    return occurrence === 1 ? digest : `${digest}-${occurrence}`;
  }
}

/**
 * Counts by a 64-bit fingerprint in flat arrays, about 25 bytes for each distinct line, so that a file of ten
 * million lines needs 250 MB and not the gigabytes of a Map of strings. Should two different lines ever share
 * a fingerprint, the second is numbered 2 although it is the first of its kind: its id is still its own, and
 * the same on every repeat.
 */
class OccurrenceCounter {
  private size = 0;
  private high = new Uint32Array(1 << 12);
  private low = new Uint32Array(1 << 12);
  /** 0 marks a free slot. */
  private count = new Uint32Array(1 << 12);

  next(digest: string): number {
    if (this.size * 10 > this.count.length * 7) this.grow();
    const slot = this.slotOf(bits32(digest, 0), bits32(digest, 6));
    if (this.count[slot] === 0) this.size++;
    return ++this.count[slot]!;
  }

  private slotOf(high: number, low: number): number {
    const mask = this.count.length - 1;
    let slot = low & mask;
    while (this.count[slot] !== 0 && (this.low[slot] !== low || this.high[slot] !== high)) {
      slot = (slot + 1) & mask;
    }
    this.high[slot] = high;
    this.low[slot] = low;
    return slot;
  }

  private grow(): void {
    const { high, low, count } = this;
    this.high = new Uint32Array(count.length * 2);
    this.low = new Uint32Array(count.length * 2);
    this.count = new Uint32Array(count.length * 2);
    for (let from = 0; from < count.length; from++) {
      if (count[from] === 0) continue;
      this.count[this.slotOf(high[from]!, low[from]!)] = count[from]!;
    }
  }
}

/** 32 bits of a base64url digest: six characters carry 36, of which the top four are shifted out. */
function bits32(digest: string, from: number): number {
  let bits = 0;
  for (let i = from; i < from + 6; i++) bits = (bits << 6) | base64Value(digest.charCodeAt(i));
  return bits >>> 0;
}

function base64Value(code: number): number {
  if (code >= 97) return code - 71; // a-z
  if (code === 95) return 63; // _
  if (code >= 65) return code - 65; // A-Z
  if (code >= 48) return code + 4; // 0-9
  return 62; // -
}
