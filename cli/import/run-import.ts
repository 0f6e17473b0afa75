import type { ApiClient } from '../api-client';
import { customerRows, productRows } from '../files/catalogue-rows';
import { checkFile, isRegular } from '../files/check-file';
import { eventRows } from '../files/event-rows';
import { readOnlineRetailProducts } from '../files/preset-catalogue';
import { type PresetName, presets } from '../files/presets';
import { type RowOptions, readRows } from '../files/read-rows';
import type { RowKind } from '../files/row-kind';
import type { CustomerRecord, EventRecord, Origin, ProductRecord, RecordKind } from '../files/types';
import { LineSender } from './line-sender';
import type { Progress } from './progress';
import { customerLine, EventLines, productLine } from './record-lines';
import { type ImportCounts, type ProblemLine, type ReportFile, Tally } from './tally';

export interface ImportPlan {
  tenant: string;
  kind: RecordKind;
  files: readonly string[];
  map: Readonly<Record<string, string>>;
  preset?: PresetName | undefined;
  /** The zone of times that name none. */
  zone?: string | undefined;
}

export interface ImportResult {
  counts: ImportCounts;
  /** The first line of each reason. */
  examples: ReadonlyMap<string, ProblemLine>;
  /** What a preset made of the lines besides events: their products. */
  products?: ImportCounts;
}

/** Streams files into a tenant: checked first, then read, sent and counted. Memory does not grow with them. */
export async function runImport(
  api: ApiClient,
  plan: ImportPlan,
  progress: Progress,
  report?: ReportFile,
): Promise<ImportResult> {
  const options = { map: plan.map, ...(plan.zone !== undefined && { zone: plan.zone }) };
  const kind = rowKind(plan);
  for (const file of plan.files) await checkFile(file, kind, options);

  const reading = { ...options, onBytes: (bytes: number) => progress.bytes(bytes) };
  const products = plan.preset ? await importPresetProducts(api, plan, reading) : undefined;
  if (plan.kind === 'products' && products) return { counts: products, examples: new Map() };

  const tally = new Tally({ nameFiles: plan.files.length > 1, report });
  const sender = new LineSender(api, plan.tenant, plan.kind, tally);
  const toLine = lineWriter(plan.kind);
  for (const file of plan.files) {
    const batches = readRows<Origin>(file, kind, reading, (problem) => {
      tally.refused(problem);
      progress.lines(1);
    });
    for await (const batch of batches) {
      progress.lines(batch.length);
      for (const record of batch) {
        if (sender.add(toLine(record), record)) await sender.send();
      }
    }
  }
  await sender.finish();
  return { counts: tally.counts, examples: tally.examples, ...(products && { products }) };
}

/** How often a plan reads its files: a preset's products come from a pass of their own, before the events. */
export function passesOf(plan: ImportPlan): number {
  return plan.preset && plan.kind === 'events' && plan.files.every(isRegular) ? 2 : 1;
}

async function importPresetProducts(
  api: ApiClient,
  plan: ImportPlan,
  options: RowOptions,
): Promise<ImportCounts | undefined> {
  if (!plan.files.every(isRegular)) return undefined; // a pipe can be read once, and the events need it
  const tally = new Tally({ nameFiles: plan.files.length > 1 });
  const sender = new LineSender(api, plan.tenant, 'products', tally);
  for (const product of await readOnlineRetailProducts(plan.files, options)) {
    if (sender.add(productLine(product), product)) await sender.send();
  }
  await sender.finish();
  return tally.counts;
}

function rowKind(plan: ImportPlan): RowKind<Origin> {
  if (plan.preset) return presets[plan.preset];
  return { events: eventRows, products: productRows, customers: customerRows }[plan.kind];
}

/** The reader that `rowKind` picked yields the records that the writer picked here takes. */
function lineWriter(kind: RecordKind): (record: Origin) => string {
  if (kind === 'products') return (record) => productLine(record as ProductRecord);
  if (kind === 'customers') return (record) => customerLine(record as CustomerRecord);
  const events = new EventLines(new Date());
  return (record) => events.line(record as EventRecord);
}
