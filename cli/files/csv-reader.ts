import { findColumns } from './columns';
import { CsvSplitter } from './csv-splitter';
import type { RecordSink } from './record-sink';
import type { ConvertRow, FileContext, RowKind } from './row-kind';
import type { TextPiece } from './text-pieces';
import { FileError } from './types';

/** Reads records from delimited text: the first line that is not empty is the header. */
export class CsvReader<T> {
  private readonly splitter: CsvSplitter;
  private readonly sink: RecordSink<T>;
  private convert: ConvertRow<T> | undefined;
  private width = 0;

  constructor(
    sink: RecordSink<T>,
    kind: RowKind<T>,
    map: Readonly<Record<string, string>>,
    context: FileContext,
    delimiter: string,
  ) {
    this.sink = sink;
    this.splitter = new CsvSplitter(delimiter, {
      row: (cells, line) => {
        if (this.convert) return this.take(cells, line, this.convert);
        if (cells.length === 1 && cells[0]!.trim() === '') return;
        this.width = cells.length;
        const at = findColumns(context.file, cells, kind.columns, map);
        this.convert = kind.converter({ ...context, at, timed: at.occurred_at !== -1 });
      },
      fault: (line, reason, detail) => {
        if (!this.convert) throw new FileError(`${context.file}: line ${line}, the header: ${detail}`);
        sink.refuse(line, reason, detail);
      },
    });
  }

  read(piece: TextPiece): T[] {
    // A record that began in a piece with bad bytes is still suspect when the next piece ends it.
    this.sink.suspicious = !piece.valid || (this.sink.suspicious && this.splitter.holdsOpenRecord);
    this.splitter.push(piece.text, piece.last);
    return this.sink.take();
  }

  private take(cells: string[], line: number, convert: ConvertRow<T>): void {
    if (cells.length === this.width) {
      this.sink.add(cells, line, convert);
    } else if (cells.length > 1 || cells[0]!.trim() !== '') {
      this.sink.refuse(
        line,
        'wrong_columns',
        `expected ${this.width} columns as in the header, got ${cells.length}`,
      );
    }
  }
}
