import { Argument, type Command } from 'commander';
import { printJson, printLine } from '../print';
import { type JsonOption, withApi } from '../run-action';
import type { Tenant } from '../shapes';
import { jsonOption } from './shared-options';

const meaning: Record<string, string> = {
  on: 'it retrains every night and serves',
  frozen: 'it keeps serving its champion, and nothing is retrained or replaced',
  off: 'nothing is served and nothing is trained; events are still recorded',
};

export function registerMode(program: Command): void {
  jsonOption(program.command('mode'))
    .description("set a tenant's recommender on, frozen or off; in effect when acknowledged")
    .argument('<tenant>')
    .addArgument(new Argument('<mode>').choices(Object.keys(meaning)))
    .option('--reason <text>', 'why, for the audit')
    .action(setMode);
}

async function setMode(id: string, mode: string, options: JsonOption & { reason?: string }): Promise<void> {
  await withApi(options, async (api) => {
    const body = { mode, ...(options.reason !== undefined && { reason: options.reason }) };
    const tenant = await api.call<Tenant>({ method: 'PUT', path: ['tenants', id, 'mode'], body });
    if (options.json) return printJson(tenant);
    printLine(`${tenant.name} is ${tenant.mode}: ${meaning[tenant.mode] ?? ''}.`);
  });
}
