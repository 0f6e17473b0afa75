import { type Command, InvalidArgumentError, Option } from 'commander';
import { UsageError } from '../command-error';
import { eventRows } from '../files/event-rows';
import { parseMap } from '../files/map-option';
import { type PresetName, presetNames, presets } from '../files/presets';
import { printJson, printLine } from '../print';
import { type JsonOption, reportingFailure } from '../run-action';
import { type EvaluatePlan, evaluateFiles } from './evaluate-files';
import { reportText } from './report';

interface EvaluateOptions extends JsonOption {
  train?: string[];
  test?: string[];
  events?: string[];
  cut?: number;
  map?: string[];
  preset?: PresetName;
  timezone?: string;
  k: number;
  includeSeen?: boolean;
  lists?: string;
}

/** `nightshift evaluate`: the tournament on a file, without a server. */
export function registerEvaluate(program: Command): void {
  program
    .command('evaluate')
    .description('try the recipes on a file: choose on what came before, judge by what came after')
    .option('--train <file...>', 'what the recipes may learn from')
    .option('--test <file...>', 'what came afterwards')
    .option('--events <file...>', 'instead of --train and --test: all events, to be cut in two')
    .option('--cut <time>', 'with --events: where the test begins (ISO 8601)', time)
    .option('--map <field=Column...>', "which of the file's columns is which field")
    .addOption(new Option('--preset <name>', 'an export that is known by name').choices(presetNames))
    .option('--timezone <zone>', 'of times that name none (default: UTC, or as the preset knows)')
    .option('--k <number>', 'how many places of a list count', wholeNumber, 10)
    .option('--include-seen', 'what a customer had before may be recommended, and counts')
    .option('--lists <file>', 'write the chosen recipe’s lists for all customers of the test: NDJSON')
    .option('--json', 'print one JSON document')
    .allowExcessArguments(false)
    .action(async (options: EvaluateOptions, command: Command) => {
      const plan = planOf(options, command);
      await reportingFailure(options, async () => {
        const report = await evaluateFiles(plan);
        if (options.json) printJson(report);
        else printLine(reportText(report));
      });
    });
}

function planOf(options: EvaluateOptions, command: Command): EvaluatePlan {
  try {
    return {
      ...sourcesOf(options),
      k: options.k,
      includeSeen: options.includeSeen === true,
      lists: options.lists,
      preset: options.preset,
      zone: options.timezone,
    };
  } catch (error) {
    if (error instanceof UsageError || error instanceof RangeError) command.error(`error: ${error.message}`);
    throw error;
  }
}

/** Exactly one of the two ways to name past and future; a file swallowed by --map is given back to its option. */
function sourcesOf(options: EvaluateOptions): Pick<EvaluatePlan, 'source' | 'map'> {
  const columns = (options.preset ? presets[options.preset] : eventRows).columns;
  const { map, files } = parseMap(
    options.map ?? [],
    columns.map((column) => column.field),
  );
  if (files.length > 0) throw new UsageError(`--map: expected field=Column, got ${files.join(' ')}`);
  const { train, test, events, cut } = options;
  if (events && cut !== undefined && !train && !test) return { map, source: { events, cut } };
  if (train && test && !events && cut === undefined) return { map, source: { train, test } };
  throw new UsageError('expected either --train FILE and --test FILE, or --events FILE and --cut TIME');
}

function wholeNumber(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1 || number > 1_000) {
    throw new InvalidArgumentError(`Expected a whole number from 1 to 1000, got ${text}.`);
  }
  return number;
}

function time(text: string): number {
  const withTime = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/.test(text);
  const zoned = /(Z|[+-]\d{2}:?\d{2})$/.test(text) || text.length === 10;
  const ms = withTime ? Date.parse(zoned ? text : `${text.replace(' ', 'T')}Z`) : Number.NaN;
  if (Number.isNaN(ms)) throw new InvalidArgumentError('Expected a time like 2011-11-01T00:00:00Z.');
  return ms;
}
