import type { Command } from 'commander';
import { count, printJson, printLine, shortTime, table } from '../print';
import { type JsonOption, withApi } from '../run-action';
import type { Page, Tenant } from '../shapes';
import { jsonOption, type PageOptions, pageOptions, pageQuery, printMore } from './shared-options';

interface CreateOptions extends JsonOption {
  name?: string;
  timezone?: string;
  currency?: string;
  nightAt?: string;
}

export function registerTenant(program: Command): void {
  const tenant = program.command('tenant').description('make tenants and look at them');

  jsonOption(tenant.command('create'))
    .description('make a tenant; its keys are shown this once')
    .argument('<id>', 'lower-case letters, digits and dashes')
    .option('--name <name>', 'as people call it (default: the id)')
    .option('--timezone <zone>', 'such as Europe/London')
    .option('--currency <code>', 'such as EUR')
    .option('--night-at <HH:MM>', 'when its nights start, in its own time')
    .action(createTenant);

  pageOptions(jsonOption(tenant.command('list')))
    .description('all tenants')
    .option('--mode <mode>', 'only those that are on, frozen or off')
    .action(listTenants);

  jsonOption(tenant.command('show'))
    .description('one tenant: mode, champion, last and next night, counts')
    .argument('<tenant>')
    .action(showTenant);
}

async function createTenant(id: string, options: CreateOptions): Promise<void> {
  await withApi(options, async (api) => {
    const { json, name = id, ...rest } = options;
    const tenant = await api.call<Tenant>({ method: 'POST', path: ['tenants'], body: { id, name, ...rest } });
    if (json) return printJson(tenant);
    printLine(`Tenant ${tenant.id} is made; its recommender is ${tenant.mode}.`);
    printLine('Its keys, shown this once:');
    printLine(
      table([
        ['  admin', tenant.keys?.admin ?? '-'],
        ['  client', tenant.keys?.client ?? '-'],
      ]),
    );
  });
}

async function listTenants(options: PageOptions & JsonOption & { mode?: string }): Promise<void> {
  await withApi(options, async (api) => {
    const query = { ...pageQuery(options), mode: options.mode };
    const page = await api.call<Page<Tenant>>({ path: ['tenants'], query });
    if (options.json) return printJson(page);
    const rows = page.items.map((tenant) => [
      tenant.id,
      tenant.name,
      tenant.mode,
      tenant.champion === null ? '-' : String(tenant.champion),
      count(tenant.counts.customers),
      count(tenant.counts.products),
      count(tenant.counts.events),
      tenant.lastNight?.outcome ?? '-',
      shortTime(tenant.nextNightAt),
    ]);
    const header = [
      'TENANT',
      'NAME',
      'MODE',
      'CHAMPION',
      'CUSTOMERS',
      'PRODUCTS',
      'EVENTS',
      'LAST NIGHT',
      'NEXT (UTC)',
    ];
    printLine(table([header, ...rows], ['left', 'left', 'left', 'right', 'right', 'right', 'right']));
    printMore(page);
  });
}

async function showTenant(id: string, options: JsonOption): Promise<void> {
  await withApi(options, async (api) => {
    const tenant = await api.call<Tenant>({ path: ['tenants', id] });
    if (options.json) return printJson(tenant);
    printLine(tenantText(tenant));
  });
}

export function tenantText(tenant: Tenant): string {
  const { counts, lastNight } = tenant;
  const because = tenant.modeReason ? ` (${tenant.modeReason})` : '';
  return table([
    ['tenant', `${tenant.id} (${tenant.name})`],
    ['mode', `${tenant.mode} since ${shortTime(tenant.modeSince)}${because}`],
    [
      'champion',
      tenant.champion === null ? 'none yet' : `version ${tenant.champion}${tenant.pinned ? ', pinned' : ''}`,
    ],
    ['last night', lastNight ? nightInShort(lastNight) : 'none yet'],
    ['next night', `${shortTime(tenant.nextNightAt)} UTC (${tenant.timezone})`],
    ['customers', count(counts.customers)],
    ['products', count(counts.products)],
    ['events', count(counts.events)],
  ]);
}

function nightInShort(night: NonNullable<Tenant['lastNight']>): string {
  return `${night.date}: ${night.outcome ?? 'running'}${night.sentence ? `. ${night.sentence}` : ''}`;
}
