import { basename } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { customerRows, productRows } from '../files/catalogue-rows';
import { eventRows } from '../files/event-rows';
import { parseMap } from '../files/map-option';
import { type PresetName, presetNames, presets } from '../files/presets';
import { type RecordKind, recordKinds } from '../files/types';
import { showProgress } from '../import/progress';
import { type ImportPlan, type ImportResult, passesOf, runImport } from '../import/run-import';
import { ReportFile } from '../import/tally';
import { count, printJson, printLine, table } from '../print';
import { type JsonOption, withApi } from '../run-action';
import { jsonOption } from './shared-options';

interface ImportOptions extends JsonOption {
  tenant: string;
  kind: RecordKind;
  map?: string[];
  preset?: PresetName;
  timezone?: string;
  report?: string;
}

export function registerImport(program: Command): void {
  jsonOption(program.command('import'))
    .description('stream files into a tenant: CSV, TSV or NDJSON, plain or gzip; safe to repeat')
    .argument('[files...]', 'one or more files')
    .requiredOption('--tenant <tenant>', 'into which tenant')
    .addOption(new Option('--kind <kind>', 'what the lines are').choices(recordKinds).default('events'))
    .option('--map <field=Column...>', "which of the file's columns is which field")
    .addOption(new Option('--preset <name>', 'an export that is known by name').choices(presetNames))
    .option('--timezone <zone>', 'of times that name none (default: UTC, or as the preset knows)', timezone)
    .option('--report <file>', 'write every line not taken: NDJSON {line, reason, detail}')
    .action(importFiles);
}

async function importFiles(words: string[], options: ImportOptions, command: Command): Promise<void> {
  const plan = planOf(words, options, command);
  await withApi(options, async (api) => {
    const report = options.report === undefined ? undefined : new ReportFile(options.report);
    const progress = showProgress(plan.files, passesOf(plan));
    const started = performance.now();
    try {
      const result = await runImport(api, plan, progress, report);
      progress.stop();
      const { counts, products } = result;
      if (counts.rejected > 0 && counts.accepted + counts.duplicates === 0) process.exitCode = 1;
      if (options.json) printJson({ ...counts, ...(products && { products }) });
      else printLine(resultText(plan, result, (performance.now() - started) / 1000, options.report));
    } finally {
      progress.stop();
      report?.close();
    }
  });
}

function planOf(words: string[], options: ImportOptions, command: Command): ImportPlan {
  const { tenant, kind, preset } = options;
  if (preset && kind === 'customers')
    command.error(`error: --preset ${preset} has events and products, not customers`);
  const own = { events: eventRows, products: productRows, customers: customerRows }[kind];
  const fields = (preset ? presets[preset] : own).columns.map((column) => column.field);
  try {
    const { map, files } = parseMap(options.map ?? [], fields);
    const all = [...words, ...files];
    if (all.length === 0) command.error('error: expected one or more files, got none');
    return { tenant, kind, preset, map, files: all, zone: options.timezone };
  } catch (error) {
    if (error instanceof RangeError) command.error(`error: ${error.message}`);
    throw error;
  }
}

function timezone(text: string): string {
  try {
    new Intl.DateTimeFormat('en', { timeZone: text });
    return text;
  } catch {
    throw new InvalidArgumentError('Expected a time zone like Europe/London.');
  }
}

function resultText(plan: ImportPlan, result: ImportResult, seconds: number, report?: string): string {
  const { counts, products } = result;
  const names = plan.files.map((file) => basename(file)).join(', ');
  const speed = count(Math.round(counts.read / Math.max(seconds, 0.001)));
  const rows = [
    [`${plan.kind} accepted`, count(counts.accepted)],
    ['known already', count(counts.duplicates)],
    ['not taken', count(counts.rejected)],
  ];
  if (products) rows.unshift(['products', count(products.accepted)]);
  const parts = [
    `${count(counts.read)} lines of ${names} into ${plan.tenant} in ${seconds.toFixed(1)} s (${speed} a second)`,
    table(rows, ['left', 'right']),
  ];
  if (counts.rejected > 0) parts.push(reasonsText(result));
  if (report !== undefined) parts.push(`Every line not taken is in ${report}`);
  else if (counts.rejected > 0) parts.push('Every line not taken: --report FILE');
  return parts.join('\n\n');
}

function reasonsText({ counts, examples }: ImportResult): string {
  const reasons = Object.entries(counts.byReason).sort((a, b) => b[1] - a[1]);
  const rows = reasons.map(([reason, times]) => {
    const first = examples.get(reason);
    return [reason, count(times), first ? `line ${first.line}: ${first.detail}` : ''];
  });
  return table([['REASON', 'LINES', 'FOR EXAMPLE'], ...rows], ['left', 'right']);
}
