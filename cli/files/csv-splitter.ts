/**
 * Splits delimited text (RFC 4180, any one-character delimiter) into rows, piece by piece.
 *
 * Written by hand for three reasons: true line numbers with multi-line fields, a fault that costs one line and
 * not the rest of the file, and speed (`csv-parse` with line numbers reads 93,000 lines of Online Retail a
 * second where this reads more than a million; an import has 30,000 a second to keep up with, database included).
 */
export interface CsvHandlers {
  row(cells: string[], line: number): void;
  fault(line: number, reason: string, detail: string): void;
}

/** A record longer than this has a quote that was never closed: no tenant's line comes near. */
const MAX_RECORD_CHARS = 1 << 20;

interface QuotedRow {
  cells: string[];
  /** Index of the newline that ends the record, or the text's length. */
  end: number;
  newlines: number;
}

export class CsvSplitter {
  private readonly delimiter: string;
  private readonly handlers: CsvHandlers;
  /** A record whose quoted field goes on in the next piece. */
  private rest = '';
  private line = 1;

  constructor(delimiter: string, handlers: CsvHandlers) {
    this.delimiter = delimiter;
    this.handlers = handlers;
  }

  get holdsOpenRecord(): boolean {
    return this.rest !== '';
  }

  push(piece: string, last: boolean): void {
    const text = this.rest + piece;
    this.rest = '';
    let at = 0;
    let quote = -1;
    while (at < text.length) {
      const newline = text.indexOf('\n', at);
      const lineEnd = newline === -1 ? text.length : newline;
      if (quote < at) quote = indexOrEnd(text, '"', at);
      if (quote >= lineEnd) {
        this.handlers.row(text.slice(at, withoutReturn(text, at, lineEnd)).split(this.delimiter), this.line);
        at = lineEnd + 1;
        this.line++;
        continue;
      }
      const row = this.quotedRow(text, at);
      if (row === 'open' && !last && text.length - at < MAX_RECORD_CHARS) {
        this.rest = text.slice(at);
        return;
      }
      at = this.take(row, lineEnd);
    }
  }

  /** Hands over a row, or a fault for its first line alone: the next line may well be sound. */
  private take(row: QuotedRow | 'open' | 'junk', lineEnd: number): number {
    if (typeof row === 'object') {
      this.handlers.row(row.cells, this.line);
      this.line += row.newlines + 1;
      return row.end + 1;
    }
    const detail =
      row === 'open'
        ? 'expected a closing quote, got none before the end of the file or within 1 MB'
        : 'expected a delimiter or the end of the line after a closing quote, got more text';
    this.handlers.fault(this.line, row === 'open' ? 'quote_not_closed' : 'bad_quoting', detail);
    this.line++;
    return lineEnd + 1;
  }

  private quotedRow(text: string, start: number): QuotedRow | 'open' | 'junk' {
    const cells: string[] = [];
    let newlines = 0;
    let at = start;
    for (;;) {
      if (text[at] === '"') {
        const close = closingQuote(text, at + 1);
        if (close === -1) return 'open';
        const inner = text.slice(at + 1, close);
        newlines += countNewlines(inner);
        cells.push(inner.includes('""') ? inner.replaceAll('""', '"') : inner);
        at = close + 1;
        if (text[at] === '\r' && (at + 1 === text.length || text[at + 1] === '\n')) at++;
        const next = text[at];
        if (next !== undefined && next !== '\n' && next !== this.delimiter) return 'junk';
      } else {
        const newline = indexOrEnd(text, '\n', at);
        const delimiter = indexOrEnd(text, this.delimiter, at);
        const end = Math.min(newline, delimiter);
        cells.push(text.slice(at, end === newline ? withoutReturn(text, at, end) : end));
        at = end;
      }
      if (at >= text.length || text[at] === '\n') return { cells, end: at, newlines };
      at++; // the delimiter
    }
  }
}

function indexOrEnd(text: string, what: string, from: number): number {
  const index = text.indexOf(what, from);
  return index === -1 ? text.length : index;
}

function withoutReturn(text: string, start: number, end: number): number {
  return end > start && text.charCodeAt(end - 1) === 13 ? end - 1 : end;
}

function closingQuote(text: string, from: number): number {
  let at = text.indexOf('"', from);
  while (at !== -1 && text[at + 1] === '"') at = text.indexOf('"', at + 2);
  return at;
}

function countNewlines(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) count++;
  return count;
}
