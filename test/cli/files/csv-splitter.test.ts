import fc from 'fast-check';
import { CsvSplitter } from '../../../cli/files/csv-splitter';

interface Split {
  rows: { cells: string[]; line: number }[];
  faults: { line: number; reason: string }[];
}

function split(pieces: string[], delimiter = ','): Split {
  const result: Split = { rows: [], faults: [] };
  const splitter = new CsvSplitter(delimiter, {
    row: (cells, line) => result.rows.push({ cells, line }),
    fault: (line, reason) => result.faults.push({ line, reason }),
  });
  pieces.forEach((piece, index) => {
    splitter.push(piece, index === pieces.length - 1);
  });
  return result;
}

/** Whole lines, as the reader of pieces hands them over. */
function linesOf(text: string): string[] {
  return text.split(/(?<=\n)/);
}

describe('splitting delimited text', () => {
  test('a quoted field may hold delimiters, quotes and line ends, and the lines after it keep their numbers', () => {
    const text = 'a,"b, ""c""\nd\r\ne",f\r\ng,h,i\n';
    const expected = [
      { cells: ['a', 'b, "c"\nd\r\ne', 'f'], line: 1 },
      { cells: ['g', 'h', 'i'], line: 4 },
    ];
    expect(split([text])).toEqual({ rows: expected, faults: [] });
    expect(split(linesOf(text))).toEqual({ rows: expected, faults: [] });
  });

  test('a quote inside an unquoted field is itself', () => {
    expect(split(['5" nail,"2"" nail"\n']).rows[0]?.cells).toEqual(['5" nail', '2" nail']);
  });

  test('a quote that is never closed costs its own line, not the rest of the file', () => {
    const result = split(linesOf('a,b\n"open,1\nc,d\ne,f\n'));
    expect(result.rows.map((row) => row.line)).toEqual([1, 3, 4]);
    expect(result.faults).toEqual([{ line: 2, reason: 'quote_not_closed' }]);
  });

  test('text after a closing quote costs one line', () => {
    const result = split(['a,b\n"x"y,1\nc,d\n']);
    expect(result.rows.map((row) => row.line)).toEqual([1, 3]);
    expect(result.faults).toEqual([{ line: 2, reason: 'bad_quoting' }]);
  });

  test('what a writer of RFC 4180 writes is read back, wherever the text is cut', () => {
    const cell = fc.string({
      unit: fc.constantFrom('a', 'é', '😀', ',', '"', '\n', '\r\n', ' ', '\t', ';'),
      maxLength: 8,
    });
    const rows = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(
        rows,
        fc.constantFrom(',', ';', '\t'),
        fc.constantFrom('\n', '\r\n'),
        (expected, delimiter, end) => {
          const text = expected
            .map((row) => row.map((field) => quoted(field)).join(delimiter) + end)
            .join('');
          for (const pieces of [[text], linesOf(text)]) {
            const result = split(pieces, delimiter);
            expect(result.faults).toEqual([]);
            expect(result.rows.map((row) => row.cells)).toEqual(expected);
          }
        },
      ),
      { seed: 11, numRuns: 300 },
    );
  });

  test('arbitrary text is split or faulted, never lost and never an exception', () => {
    const text = fc.string({ unit: fc.constantFrom('a', ',', '"', '\n', '\r'), maxLength: 40 });
    fc.assert(
      fc.property(text, (input) => {
        const { rows, faults } = split([input]);
        const starts = [...rows, ...faults].map(({ line }) => line);
        expect(new Set(starts).size).toBe(starts.length);
        expect(split(linesOf(input))).toEqual({ rows, faults });
      }),
      { seed: 12, numRuns: 500 },
    );
  });
});

function quoted(field: string): string {
  return /[,;\t"\n\r]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}
