import { isUtf8 } from 'node:buffer';
import { FileError } from './types';

const NEWLINE = 0x0a;
/** Far more than any line: what has no newline for so long is not a text file. */
const MAX_LINE_BYTES = 16 * 1024 * 1024;

export interface TextPiece {
  /** Whole lines: ends with a newline, but for the last piece of a file. */
  text: string;
  /** False when some of its bytes were not UTF-8; those stand as U+FFFD in the text. */
  valid: boolean;
  last: boolean;
}

/** Cuts bytes into pieces of whole lines, so that no character and no line is split between two pieces. */
export async function* textPieces(chunks: AsyncIterable<Buffer>): AsyncGenerator<TextPiece> {
  let pending: Buffer[] = [];
  let pendingBytes = 0;
  let atStart = true;
  const piece = (bytes: Buffer, last: boolean): TextPiece => {
    const text = bytes.toString('utf8');
    const withoutMark = atStart && text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
    atStart = false;
    return { text: withoutMark, valid: isUtf8(bytes), last };
  };

  for await (const chunk of chunks) {
    const end = chunk.lastIndexOf(NEWLINE) + 1;
    if (end === 0) {
      pending.push(chunk);
      pendingBytes += chunk.length;
      if (pendingBytes > MAX_LINE_BYTES) {
        throw new FileError('expected lines of text, got 16 MB without the end of a line');
      }
      continue;
    }
    const whole = chunk.subarray(0, end);
    yield piece(pending.length > 0 ? Buffer.concat([...pending, whole]) : whole, false);
    pendingBytes = chunk.length - end;
    pending = end < chunk.length ? [chunk.subarray(end)] : [];
  }
  yield piece(Buffer.concat(pending), true);
}
