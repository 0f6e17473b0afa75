/**
 * Decodes Postgres's binary COPY stream straight into typed arrays: no row objects, no text.
 * Format: https://www.postgresql.org/docs/current/sql-copy.html#SQL-COPY-FORMAT-BINARY
 */

export type ColumnKind = 'int2' | 'int4' | 'float4' | 'float8';

const WIDTHS: Record<ColumnKind, number> = { int2: 2, int4: 4, float4: 4, float8: 8 };
const SIGNATURE = Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1');
/** Signature, flags, and the length of a header extension, which no version of Postgres sends. */
const HEADER_BYTES = SIGNATURE.length + 8;

/**
 * Collects fixed-width columns. Feed it the stream's chunks with `push`, then call `finish`. A null becomes
 * NaN in a float column and 0 in an integer one. Memory: eight bytes a cell while reading.
 */
export class ColumnDecoder {
  readonly #kinds: readonly ColumnKind[];
  #columns: Float64Array[];
  #rows = 0;
  #rest: Buffer = Buffer.alloc(0);
  #headerSeen = false;
  #ended = false;

  constructor(kinds: readonly ColumnKind[], expectedRows = 1024) {
    this.#kinds = kinds;
    this.#columns = kinds.map(() => new Float64Array(Math.max(16, expectedRows)));
  }

  push(chunk: Buffer): void {
    let bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    if (!this.#headerSeen) {
      if (bytes.length < HEADER_BYTES) {
        this.#rest = bytes;
        return;
      }
      if (!bytes.subarray(0, SIGNATURE.length).equals(SIGNATURE)) {
        throw new Error(`Expected a binary COPY stream, got ${bytes.subarray(0, 11).toString('hex')}`);
      }
      this.#headerSeen = true;
      bytes = bytes.subarray(HEADER_BYTES);
    }
    const used = this.#decode(bytes);
    this.#rest = bytes.subarray(used);
  }

  /** The columns, cut to the rows that came. Throws when the stream broke off. */
  finish(): { rows: number; columns: Float64Array[] } {
    if (!this.#ended) throw new Error(`The COPY stream broke off after ${this.#rows} rows`);
    return { rows: this.#rows, columns: this.#columns.map((column) => column.subarray(0, this.#rows)) };
  }

  /** Whole tuples only; says how many bytes they took. */
  #decode(bytes: Buffer): number {
    const kinds = this.#kinds;
    let at = 0;
    while (!this.#ended && at + 2 <= bytes.length) {
      const fields = bytes.readInt16BE(at);
      if (fields === -1) {
        this.#ended = true;
        return bytes.length;
      }
      if (fields !== kinds.length) throw new Error(`Expected ${kinds.length} columns, got ${fields}`);
      const next = this.#tupleEnd(bytes, at + 2);
      if (next < 0) break;
      if (this.#rows === this.#columns[0]?.length) this.#grow();
      this.#readTuple(bytes, at + 2);
      this.#rows++;
      at = next;
    }
    return at;
  }

  #tupleEnd(bytes: Buffer, start: number): number {
    let at = start;
    for (let f = 0; f < this.#kinds.length; f++) {
      if (at + 4 > bytes.length) return -1;
      const width = bytes.readInt32BE(at);
      at += 4 + Math.max(width, 0);
      if (at > bytes.length) return -1;
    }
    return at;
  }

  #readTuple(bytes: Buffer, start: number): void {
    let at = start;
    for (let f = 0; f < this.#kinds.length; f++) {
      const kind = this.#kinds[f] as ColumnKind;
      const width = bytes.readInt32BE(at);
      at += 4;
      const column = this.#columns[f] as Float64Array;
      if (width === -1) {
        column[this.#rows] = kind === 'int2' || kind === 'int4' ? 0 : Number.NaN;
        continue;
      }
      if (width !== WIDTHS[kind])
        throw new Error(`Column ${f}: expected ${WIDTHS[kind]} bytes, got ${width}`);
      column[this.#rows] = readCell(bytes, at, kind);
      at += width;
    }
  }

  #grow(): void {
    this.#columns = this.#columns.map((column) => {
      const larger = new Float64Array(column.length * 2);
      larger.set(column);
      return larger;
    });
  }
}

function readCell(bytes: Buffer, at: number, kind: ColumnKind): number {
  if (kind === 'int4') return bytes.readInt32BE(at);
  if (kind === 'float8') return bytes.readDoubleBE(at);
  if (kind === 'float4') return bytes.readFloatBE(at);
  return bytes.readInt16BE(at);
}
