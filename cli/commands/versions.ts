import { type Command, InvalidArgumentError, Option } from 'commander';
import { count, printJson, printLine, shortTime, table } from '../print';
import { type JsonOption, withApi } from '../run-action';
import type { Page, Version } from '../shapes';
import { jsonOption, type PageOptions, pageOptions, pageQuery, printMore } from './shared-options';

interface UseOptions extends JsonOption {
  pinned?: boolean;
  unpin?: boolean;
}

export function registerVersions(program: Command): void {
  const versions = program.command('versions').description("a tenant's model versions");

  pageOptions(jsonOption(versions.command('list')))
    .description('all versions, with recipe, metrics and status')
    .argument('<tenant>')
    .action(listVersions);

  jsonOption(versions.command('use'))
    .description('put a version in service')
    .argument('<tenant>')
    .argument('[version]', 'its number', versionNumber)
    .addOption(new Option('--pinned', 'no night replaces it').conflicts('unpin'))
    .option('--unpin', 'nights may replace it again')
    .action(useVersion);
}

function versionNumber(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Expected a number from 1.');
}

async function listVersions(id: string, options: PageOptions & JsonOption): Promise<void> {
  await withApi(options, async (api) => {
    const page = await api.call<Page<Version>>({
      path: ['tenants', id, 'versions'],
      query: pageQuery(options),
    });
    if (options.json) return printJson(page);
    const rows = page.items.map((version) => [
      String(version.version),
      version.recipe.name,
      version.status,
      shortTime(version.createdAt),
      metricsText(version),
    ]);
    printLine(table([['VERSION', 'RECIPE', 'STATUS', 'MADE (UTC)', 'METRICS'], ...rows], ['right']));
    printMore(page);
  });
}

async function useVersion(
  id: string,
  version: number | undefined,
  options: UseOptions,
  command: Command,
): Promise<void> {
  if (version === undefined && !options.unpin)
    command.error('error: expected the number of a version, or --unpin');
  const pinned = options.pinned ? true : options.unpin ? false : undefined;
  const body = { ...(version !== undefined && { version }), ...(pinned !== undefined && { pinned }) };
  await withApi(options, async (api) => {
    const answer = await api.call<unknown>({ method: 'PUT', path: ['tenants', id, 'champion'], body });
    if (options.json) return printJson(answer ?? body);
    if (version !== undefined) printLine(`Version ${version} is served from now on.`);
    if (pinned !== undefined) {
      printLine(pinned ? 'It is pinned: no night replaces it.' : 'Nights may replace it again.');
    }
  });
}

/** The three numbers that a reader compares versions by, as the night that made it measured them. */
function metricsText({ metrics }: Version): string {
  const { challenger, heldOutCustomers, baseline } = metrics as Partial<Judged>;
  const told: string[] = [];
  if (typeof challenger === 'number') told.push(`NDCG@10 ${challenger.toFixed(3)}`);
  if (typeof baseline?.gain === 'number') {
    const gain = Math.round(baseline.gain * 100);
    told.push(`${gain < 0 ? '−' : '+'}${Math.abs(gain)} % over what sells best`);
  }
  if (typeof heldOutCustomers === 'number') told.push(`by ${count(heldOutCustomers)} customers`);
  return told.join(', ');
}

interface Judged {
  challenger: number;
  heldOutCustomers: number;
  baseline: { gain: number };
}
