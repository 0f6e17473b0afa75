import { CsvReader } from './csv-reader';
import { JsonReader } from './json-reader';
import { type LineIdSource, LineIds } from './line-ids';
import { fileBytes } from './open-file';
import { RecordSink } from './record-sink';
import type { RowKind } from './row-kind';
import { textPieces } from './text-pieces';
import { TimeReader } from './times';
import { FileError, type OnProblem } from './types';

export interface RowOptions {
  /** Field to column name, before the names that a kind knows itself. */
  map?: Readonly<Record<string, string>>;
  /** The time zone of times that name none; UTC, or a preset's own, when absent. */
  zone?: string;
  /** Told how many bytes of the file, as it lies on disk, were read. */
  onBytes?: (bytes: number) => void;
  /** Lines that bring no event id go without: for who only counts what they speak of. */
  withoutIds?: boolean;
}

const noIds: LineIdSource = { idFor: () => '' };

/** Turns a file's text into records, a batch for each piece read: never a whole file in memory. */
export async function* readRows<T>(
  file: string,
  kind: RowKind<T>,
  options: RowOptions,
  onProblem: OnProblem,
): AsyncGenerator<T[]> {
  let reader: CsvReader<T> | JsonReader<T> | undefined;
  for await (const piece of textPieces(fileBytes(file, options.onBytes))) {
    reader ??= pieceReader(file, piece.text, kind, options, onProblem);
    const records = reader.read(piece);
    if (records.length > 0) yield records;
  }
}

/** What a file is, its first line tells: an object is NDJSON, anything else a header. */
function pieceReader<T>(
  file: string,
  text: string,
  kind: RowKind<T>,
  options: RowOptions,
  onProblem: OnProblem,
): CsvReader<T> | JsonReader<T> {
  const start = text.trimStart()[0];
  if (start === undefined)
    throw new FileError(`${file}: expected a header or a JSON object, got an empty file`);
  if (start === '[')
    throw new FileError(`${file}: expected one JSON object a line (NDJSON), got a JSON array`);
  const sink = new RecordSink<T>(file, onProblem);
  const context = {
    file,
    times: new TimeReader(options.zone ?? kind.zone),
    ids: options.withoutIds ? noIds : new LineIds(),
  };
  const map = options.map ?? {};
  return start === '{'
    ? new JsonReader(sink, kind, map, context)
    : new CsvReader(sink, kind, map, context, delimiterOf(text));
}

/** The character that cuts the header into most columns. */
function delimiterOf(text: string): string {
  const header = text.trimStart().split('\n', 1)[0] ?? '';
  const columns = (delimiter: string): number => header.split(delimiter).length;
  return ['\t', ';', '|'].reduce((best, other) => (columns(other) > columns(best) ? other : best), ',');
}
