import fc from 'fast-check';
import { type Line, LONGEST_LINE_BYTES, readLines } from '../../../services/imports/read-lines';

async function linesOf(pieces: Buffer[]): Promise<Line[]> {
  async function* source() {
    yield* pieces;
  }
  const lines: Line[] = [];
  for await (const some of readLines(source())) lines.push(...some);
  return lines;
}

/** The slow, obvious twin: everything at once. */
function twin(text: string): Line[] {
  return text
    .split('\n')
    .map((line, at) => ({ line: at + 1, text: line }))
    .filter(({ text }) => text.trim() !== '');
}

describe('readLines', () => {
  test('gives the same lines however the bytes are cut into pieces', async () => {
    const texts = fc.array(fc.constantFrom('a', 'ü', '😀', '\n', '\n\n', ' ', '\r\n', 'long '.repeat(9)), {
      maxLength: 60,
    });
    await fc.assert(
      fc.asyncProperty(
        texts,
        fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1 }),
        async (parts, sizes) => {
          const text = parts.join('');
          const bytes = Buffer.from(text);
          const pieces: Buffer[] = [];
          for (let at = 0, turn = 0; at < bytes.length; turn++) {
            const size = sizes[turn % sizes.length] ?? 1;
            pieces.push(bytes.subarray(at, at + size));
            at += size;
          }
          expect(await linesOf(pieces)).toEqual(twin(text));
        },
      ),
      { seed: 1 },
    );
  });

  test('a line that is too long is told with its length, and the next is read as ever', async () => {
    const pieces = Array.from({ length: 40 }, () => Buffer.alloc(65_536, 'x'));
    const lines = await linesOf([Buffer.from('a\n'), ...pieces, Buffer.from('\nb')]);
    expect(lines).toEqual([
      { line: 1, text: 'a' },
      {
        line: 2,
        reason: 'line_too_long',
        detail: `expected a line of at most ${LONGEST_LINE_BYTES} bytes, got one of ${40 * 65_536}`,
      },
      { line: 3, text: 'b' },
    ]);
  });

  test('bytes that are no UTF-8 spoil their own line alone', async () => {
    const lines = await linesOf([
      Buffer.concat([Buffer.from('a\nb\n'), Buffer.from([0xc3, 0x0a]), Buffer.from('c\nd\n')]),
    ]);
    expect(lines.map((line) => ('text' in line ? line.text : line.reason))).toEqual([
      'a',
      'b',
      'not_utf8',
      'c',
      'd',
    ]);
  });
});
