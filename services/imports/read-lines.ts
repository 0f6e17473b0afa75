import { isUtf8 } from 'node:buffer';

/** A line that holds something: its text, or why there is none. Lines are counted from 1, blank ones too. */
export type Line = { line: number; text: string } | { line: number; reason: LineReason; detail: string };
export type LineReason = 'line_too_long' | 'not_utf8';

export const LONGEST_LINE_BYTES = 1024 * 1024;
const NEWLINE = 10;

/** The lines of a stream, however long it is, holding no more than one piece and one unfinished line. */
export async function* readLines(pieces: AsyncIterable<Buffer>): AsyncGenerator<Line[]> {
  const reader = new LineReader();
  for await (const piece of pieces) {
    const lines = reader.read(piece);
    if (lines.length > 0) yield lines;
  }
  const last = reader.end();
  if (last.length > 0) yield last;
}

class LineReader {
  #line = 0;
  #begun: Buffer[] = [];
  #begunBytes = 0;

  read(piece: Buffer): Line[] {
    const first = piece.indexOf(NEWLINE);
    if (first < 0) {
      this.#keep(piece);
      return [];
    }
    const last = piece.lastIndexOf(NEWLINE);
    this.#keep(piece.subarray(0, first));
    const lines = this.end();
    if (first < last) this.#readBlock(piece.subarray(first + 1, last), lines);
    this.#keep(piece.subarray(last + 1));
    return lines;
  }

  /** Ends the line that was begun. */
  end(): Line[] {
    const lines: Line[] = [];
    this.#line++;
    if (this.#begunBytes > LONGEST_LINE_BYTES) lines.push(tooLong(this.#line, this.#begunBytes));
    else if (this.#begunBytes > 0) this.#take(Buffer.concat(this.#begun), lines);
    this.#begun = [];
    this.#begunBytes = 0;
    return lines;
  }

  /** Of a line that is too long already only its length is kept. */
  #keep(bytes: Buffer): void {
    if (bytes.length === 0) return;
    this.#begunBytes += bytes.length;
    if (this.#begunBytes > LONGEST_LINE_BYTES) this.#begun = [];
    // A copy: the piece's memory goes back to the socket.
    else this.#begun.push(Buffer.from(bytes));
  }

  /** Whole lines, at once where they are all UTF-8, as nearly always. */
  #readBlock(block: Buffer, lines: Line[]): void {
    if (block.length <= LONGEST_LINE_BYTES && isUtf8(block)) {
      for (const text of block.toString('utf8').split('\n')) {
        this.#line++;
        if (!isBlank(text)) lines.push({ line: this.#line, text });
      }
      return;
    }
    let start = 0;
    while (start <= block.length) {
      const newline = block.indexOf(NEWLINE, start);
      const end = newline < 0 ? block.length : newline;
      this.#line++;
      this.#take(block.subarray(start, end), lines);
      start = end + 1;
    }
  }

  #take(bytes: Buffer, lines: Line[]): void {
    const line = this.#line;
    if (bytes.length > LONGEST_LINE_BYTES) {
      lines.push(tooLong(line, bytes.length));
    } else if (!isUtf8(bytes)) {
      lines.push({ line, reason: 'not_utf8', detail: 'expected UTF-8 text, got bytes that are not' });
    } else {
      const text = bytes.toString('utf8');
      // Some programs begin a file with a byte order mark.
      const bare = line === 1 && text.startsWith('\ufeff') ? text.slice(1) : text;
      if (!isBlank(bare)) lines.push({ line, text: bare });
    }
  }
}

function tooLong(line: number, bytes: number): Line {
  const detail = `expected a line of at most ${LONGEST_LINE_BYTES} bytes, got one of ${bytes}`;
  return { line, reason: 'line_too_long', detail };
}

function isBlank(text: string): boolean {
  return text === '' || text.trim() === '';
}
