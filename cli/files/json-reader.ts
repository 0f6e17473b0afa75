import type { RecordSink } from './record-sink';
import type { ConvertRow, FileContext, RowKind } from './row-kind';
import type { TextPiece } from './text-pieces';

/** Reads records from NDJSON: one object a line, its members named as columns are. */
export class JsonReader<T> {
  private readonly sink: RecordSink<T>;
  private readonly kind: RowKind<T>;
  private readonly context: FileContext;
  /** For each field, the names of the object's members it may come from. */
  private readonly members: (readonly string[])[];
  private convert: ConvertRow<T> | undefined;
  private line = 0;

  constructor(
    sink: RecordSink<T>,
    kind: RowKind<T>,
    map: Readonly<Record<string, string>>,
    context: FileContext,
  ) {
    this.sink = sink;
    this.kind = kind;
    this.context = context;
    this.members = kind.columns.map(({ field, aliases = [] }) => {
      const mapped = map[field];
      return mapped === undefined ? [field, ...aliases] : [mapped];
    });
  }

  read(piece: TextPiece): T[] {
    this.sink.suspicious = !piece.valid;
    let start = 0;
    while (start < piece.text.length) {
      const newline = piece.text.indexOf('\n', start);
      const end = newline === -1 ? piece.text.length : newline;
      this.line++;
      this.take(piece.text.slice(start, end).trim());
      start = end + 1;
    }
    return this.sink.take();
  }

  private take(text: string): void {
    if (text === '') return;
    const object = parseObject(text);
    if (!object) {
      this.sink.refuse(
        this.line,
        'bad_json',
        `expected a JSON object, got ${JSON.stringify(text.slice(0, 60))}`,
      );
      return;
    }
    const cells = this.members.map((names) =>
      cellText(object[names.find((name) => object[name] != null) ?? '']),
    );
    this.convert ??= this.converterAfter(cells);
    // The line itself goes last: members that no field reads belong to its content too.
    this.sink.add([...cells, text], this.line, this.convert);
  }

  /** An object has no header: whether the file's lines have times, its first one tells. */
  private converterAfter(first: readonly string[]): ConvertRow<T> {
    const at = Object.fromEntries(this.kind.columns.map(({ field }, index) => [field, index]));
    return this.kind.converter({ ...this.context, at, timed: (first[at.occurred_at ?? -1] ?? '') !== '' });
  }
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    return value as Record<string, unknown>; // just checked to be an object
  } catch {
    return undefined;
  }
}

function cellText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value === undefined || value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
