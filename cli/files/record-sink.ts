import type { ConvertRow } from './row-kind';
import { type OnProblem, Refusal } from './types';

/** Collects the records of one piece, and passes on what is none. */
export class RecordSink<T> {
  records: T[] = [];
  /** The piece holds bytes that are not UTF-8: look for their traces. */
  suspicious = false;
  private readonly file: string;
  private readonly onProblem: OnProblem;

  constructor(file: string, onProblem: OnProblem) {
    this.file = file;
    this.onProblem = onProblem;
  }

  take(): T[] {
    const { records } = this;
    this.records = [];
    return records;
  }

  add(cells: string[], line: number, convert: ConvertRow<T>): void {
    if (this.suspicious && cells.some((cell) => cell.includes('\ufffd'))) {
      this.refuse(
        line,
        'not_utf8',
        'expected UTF-8 text, got bytes that are not (save the file as "CSV UTF-8")',
      );
      return;
    }
    const record = convert(cells, line);
    if (record instanceof Refusal) this.refuse(line, record.reason, record.detail);
    else this.records.push(record);
  }

  refuse(line: number, reason: string, detail: string): void {
    this.onProblem({ file: this.file, line, reason, detail });
  }
}
