import type { z } from 'zod';
import { check } from '../faults';
import { ServiceError } from '../service-error';
import { emptyReport, type ImportReport, reject } from './import-report';
import { lineReason } from './line-reasons';
import { patiently } from './patiently';
import { type Line, readLines } from './read-lines';

export interface Importer<S extends z.ZodType> {
  schema: S;
  /** Stores a chunk in one transaction, and says what became of it. */
  store: (chunk: z.output<S>[]) => Promise<{ accepted: number; duplicates: number }>;
}

/** Large enough that a commit costs little a record, small enough that other requests are not held up for long. */
const CHUNK = 5_000;

/**
 * Stores a stream of JSON lines, chunk by chunk, in their order: while one is written the next is read, and no
 * more than that is held. Where the stream or the database breaks off, what was stored stays; all of it may be
 * sent again.
 */
export async function importRecords<S extends z.ZodType>(
  source: AsyncIterable<Buffer>,
  importer: Importer<S>,
): Promise<ImportReport> {
  const report = emptyReport();
  let chunk: z.output<S>[] = [];
  let writing: Promise<void> = Promise.resolve();
  const write = async (records: z.output<S>[]) => {
    const { accepted, duplicates } = await patiently(() => importer.store(records));
    report.accepted += accepted;
    report.duplicates += duplicates;
  };
  const flush = async () => {
    const records = chunk;
    chunk = [];
    await writing;
    writing = write(records);
    writing.catch(() => {}); // awaited above or below; not to be reported as unhandled meanwhile
  };
  try {
    for await (const lines of readLines(untilBroken(source, report))) {
      for (const line of lines) {
        const record = readRecord(importer.schema, line, report);
        if (record === undefined) continue;
        chunk.push(record.value);
        if (chunk.length >= CHUNK) await flush();
      }
    }
    if (chunk.length > 0) await flush();
  } finally {
    // Whatever ended the reading, nothing is under way any more when the answer is given.
    await writing;
  }
  return report;
}

function readRecord<S extends z.ZodType>(
  schema: S,
  line: Line,
  report: ImportReport,
): { value: z.output<S> } | undefined {
  report.read++;
  if (!('text' in line)) {
    reject(report, line.line, line.reason, line.detail);
    return undefined;
  }
  let value: unknown;
  try {
    value = JSON.parse(line.text);
  } catch {
    const got = JSON.stringify(line.text.slice(0, 60));
    reject(report, line.line, 'bad_json', `expected a JSON object, got ${got}`);
    return undefined;
  }
  const checked = check(schema, value);
  if (checked.ok) return { value: checked.value };
  const { reason, detail } = lineReason(checked.faults);
  reject(report, line.line, reason, detail);
  return undefined;
}

/** A fault of the stream is the sender's to know, in words that say what to do about it. */
async function* untilBroken(source: AsyncIterable<Buffer>, report: ImportReport): AsyncGenerator<Buffer> {
  try {
    yield* source;
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new ServiceError(
      'malformed-request',
      `Expected the whole stream, got one that breaks off after ${report.read} lines (${why}). ` +
        'What was stored before stays; it is safe to send all of it again.',
      { cause },
    );
  }
}
