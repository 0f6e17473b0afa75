import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import type { ApiClient } from '../api-client';
import { printJson, printLine, shortTime, table } from '../print';
import { type JsonOption, withApi } from '../run-action';
import type { Night, Page } from '../shapes';
import { jsonOption, type PageOptions, pageOptions, pageQuery, printMore } from './shared-options';

const POLL_MS = 500;

export function registerNight(program: Command): void {
  const night = program.command('night').description('run nights and read what they decided');

  jsonOption(night.command('run'))
    .description('ask for a night now')
    .argument('<tenant>')
    .option('--wait', 'until it ends; exit status 1 when it failed or was cancelled')
    .action(runNight);

  pageOptions(jsonOption(night.command('list')))
    .description("a tenant's nights, newest first")
    .argument('<tenant>')
    .action(listNights);

  jsonOption(night.command('show'))
    .description('one night: stages, decision, outcome')
    .argument('<tenant>')
    .argument('<night>', 'its id')
    .action(showNight);
}

async function runNight(id: string, options: JsonOption & { wait?: boolean }): Promise<void> {
  await withApi(options, async (api) => {
    const asked = await api.call<{ nightId: string }>({ method: 'POST', path: ['tenants', id, 'nights'] });
    if (!options.wait) {
      if (options.json) return printJson(asked);
      return printLine(
        `Night ${asked.nightId} is asked for. Look at it: nightshift night show ${id} ${asked.nightId}`,
      );
    }
    const night = await untilEnded(api, id, asked.nightId, !options.json);
    if (night.outcome === 'failed' || night.outcome === 'cancelled') process.exitCode = 1;
    if (options.json) return printJson(night);
    printLine(nightText(night));
  });
}

/** Waits for a night's outcome. On a terminal, says on standard error which stage it is in. */
export async function untilEnded(
  api: ApiClient,
  tenant: string,
  nightId: string,
  tell: boolean,
): Promise<Night> {
  let told = '';
  for (;;) {
    const night = await api.call<Night>({ path: ['tenants', tenant, 'nights', nightId] });
    if (night.outcome) return night;
    const stage = night.stages?.at(-1)?.name ?? (night.startedAt ? 'started' : 'waiting');
    if (tell && process.stderr.isTTY && stage !== told) process.stderr.write(`${stage}\n`);
    told = stage;
    await sleep(POLL_MS);
  }
}

async function listNights(id: string, options: PageOptions & JsonOption): Promise<void> {
  await withApi(options, async (api) => {
    const page = await api.call<Page<Night>>({ path: ['tenants', id, 'nights'], query: pageQuery(options) });
    if (options.json) return printJson(page);
    const rows = page.items.map((night) => [
      night.nightId,
      night.date,
      night.requestedBy,
      shortTime(night.startedAt),
      seconds(night),
      night.outcome ?? (night.startedAt ? 'running' : 'waiting'),
    ]);
    const header = ['NIGHT', 'DATE', 'BY', 'STARTED (UTC)', 'SECONDS', 'OUTCOME'];
    printLine(table([header, ...rows], ['left', 'left', 'left', 'left', 'right']));
    printMore(page);
  });
}

async function showNight(id: string, nightId: string, options: JsonOption): Promise<void> {
  await withApi(options, async (api) => {
    const night = await api.call<Night>({ path: ['tenants', id, 'nights', nightId] });
    if (options.json) return printJson(night);
    printLine(nightText(night));
  });
}

function nightText(night: Night): string {
  const facts = [
    ['night', night.nightId],
    ['date', `${night.date}, asked for by the ${night.requestedBy}`],
    ['outcome', night.outcome ?? (night.startedAt ? 'running' : 'waiting')],
    ['started', shortTime(night.startedAt)],
    ['seconds', seconds(night)],
    ['workflow', night.workflow.id],
  ];
  const stages = (night.stages ?? []).map((stage) => [`  ${stage.name}`, stage.seconds?.toFixed(2) ?? '']);
  const parts = [table(facts)];
  if (stages.length > 0) parts.push(table([['  STAGE', 'SECONDS'], ...stages], ['left', 'right']));
  if (night.sentence) parts.push(night.sentence);
  return parts.join('\n');
}

function seconds(night: Night): string {
  if (!night.startedAt || !night.endedAt) return '-';
  return ((Date.parse(night.endedAt) - Date.parse(night.startedAt)) / 1000).toFixed(1);
}
