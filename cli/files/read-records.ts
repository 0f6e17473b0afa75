import { customerRows, productRows } from './catalogue-rows';
import { eventRows } from './event-rows';
import { type PresetName, presets } from './presets';
import { type RowOptions, readRows } from './read-rows';
import type { RowKind } from './row-kind';
import type { CustomerRecord, EventRecord, OnProblem, ProductRecord } from './types';

export interface ReadOptions extends RowOptions {
  preset?: PresetName;
}

/**
 * The events of files (CSV, TSV or NDJSON, plain or gzip), one after another, streamed.
 * A line that is none is told to `onProblem`; a file that cannot be read on throws a FileError.
 */
export function readRecords(
  files: readonly string[],
  options: ReadOptions,
  onProblem: OnProblem,
): AsyncIterable<EventRecord> {
  return oneByOne(readEventBatches(files, options, onProblem));
}

/** As `readRecords`, in the batches in which the file is read: for who counts microseconds. */
export function readEventBatches(
  files: readonly string[],
  options: ReadOptions,
  onProblem: OnProblem,
): AsyncGenerator<EventRecord[]> {
  return batches<EventRecord>(
    files,
    options.preset ? presets[options.preset] : eventRows,
    options,
    onProblem,
  );
}

export function readProductBatches(
  files: readonly string[],
  options: RowOptions,
  onProblem: OnProblem,
): AsyncGenerator<ProductRecord[]> {
  return batches(files, productRows, options, onProblem);
}

export function readCustomerBatches(
  files: readonly string[],
  options: RowOptions,
  onProblem: OnProblem,
): AsyncGenerator<CustomerRecord[]> {
  return batches(files, customerRows, options, onProblem);
}

async function* batches<T>(
  files: readonly string[],
  kind: RowKind<T>,
  options: RowOptions,
  onProblem: OnProblem,
): AsyncGenerator<T[]> {
  for (const file of files) yield* readRows(file, kind, options, onProblem);
}

async function* oneByOne<T>(source: AsyncIterable<T[]>): AsyncGenerator<T> {
  for await (const batch of source) {
    for (const record of batch) yield record;
  }
}
