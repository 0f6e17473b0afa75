import { setTimeout as sleep } from 'node:timers/promises';
import type { Kind } from '../../simulator/kinds';
import { type SimulatedTenant, simulateTenant } from '../../simulator/simulate-tenant';
import { DAY_MS } from '../../simulator/world';
import { ApiClient } from '../api-client';
import { CommandError, ProblemError } from '../command-error';
import type { RecordKind } from '../files/types';
import { LineSender } from '../import/line-sender';
import { Tally } from '../import/tally';
import { printLine } from '../print';
import type { Night, Tenant } from '../shapes';
import { type DemoResult, tourText } from './tour';

export interface DemoOptions {
  apiUrl: string;
  operatorKey: string;
  temporalUiUrl?: string;
  /** Where the demo says what it does; standard output when absent. */
  tell?: (line: string) => void;
}

interface DemoTenant {
  id: string;
  name: string;
  kind: Kind;
  /** Its last days arrive after its first night, so that the night of the tour finds something new. */
  lateDays?: number;
}

const demoTenants: readonly DemoTenant[] = [
  { id: 'hop-and-glory', name: 'Hop & Glory, brewery distributor', kind: 'brewery' },
  { id: 'call-me-maybe', name: 'Call Me Maybe, telecom reseller', kind: 'telecom', lateDays: 14 },
  { id: 'storm-in-a-teacup', name: 'Storm in a Teacup, a very small shop', kind: 'shop' },
];

const SEED = 7;
const NIGHT_LIMIT_MS = 120_000;
const POLL_MS = 250;

/** Makes the demo tenants unless they are there, runs their first nights, and prints what to try next. */
export async function runDemo(options: DemoOptions): Promise<void> {
  const { apiUrl, operatorKey, tell = printLine } = options;
  const api = new ApiClient({ apiUrl, apiKey: operatorKey });
  const now = Date.now();
  const nights: Promise<void>[] = [];
  for (const demo of demoTenants) {
    if (await isReady(api, demo)) continue;
    tell(`Making ${demo.name} ...`);
    const data = simulateTenant(demo.kind, SEED, now);
    const late = now - (demo.lateDays ?? 0) * DAY_MS;
    await fillTenant(api, demo, data, late);
    // While its night runs, the next tenant is being filled.
    const night = firstNight(api, demo).then(() =>
      upload(api, demo.id, 'events', inApiShape(data, late, now)),
    );
    nights.push(night.catch((error: unknown) => tell(`${demo.id}: ${messageOf(error)}`)));
  }
  await Promise.all(nights);
  const results: DemoResult[] = [];
  for (const { id } of demoTenants) results.push(await look(api, id));
  tell(tourText(results, options.temporalUiUrl));
}

/** Made here when it is not there; ready once a night of its has ended: an interrupted start is taken up again. */
async function isReady(api: ApiClient, { id, name, kind }: DemoTenant): Promise<boolean> {
  try {
    const tenant = await api.call<Tenant>({ path: ['tenants', id] });
    return Boolean(tenant.lastNight?.outcome);
  } catch (error) {
    if (!(error instanceof ProblemError) || error.problem.status !== 404) throw error;
  }
  const { timezone, currency } = simulateTenant(kind, SEED, 0).world.settings;
  await api.call({ method: 'POST', path: ['tenants'], body: { id, name, timezone, currency } });
  return false;
}

async function fillTenant(
  api: ApiClient,
  { id }: DemoTenant,
  data: SimulatedTenant,
  until: number,
): Promise<void> {
  await upload(api, id, 'products', data.products());
  await upload(api, id, 'customers', data.customers());
  await upload(api, id, 'events', inApiShape(data, Number.NEGATIVE_INFINITY, until));
}

function* inApiShape(data: SimulatedTenant, from: number, until: number): Generator<object> {
  for (const event of data.events()) {
    if (event.occurredAt < from || event.occurredAt >= until) continue;
    yield { ...event, occurredAt: new Date(event.occurredAt).toISOString() };
  }
}

async function upload(
  api: ApiClient,
  tenant: string,
  kind: RecordKind,
  records: Iterable<object>,
): Promise<void> {
  const tally = new Tally({ nameFiles: false });
  const sender = new LineSender(api, tenant, kind, tally);
  let line = 0;
  for (const record of records) {
    line++;
    if (sender.add(JSON.stringify(record), { file: kind, line })) await sender.send();
  }
  await sender.finish();
  const problem = tally.counts.problems[0];
  if (problem)
    throw new CommandError(`Expected every one of the demo's ${kind} to be taken: ${problem.detail}`);
}

async function firstNight(api: ApiClient, { id }: DemoTenant): Promise<void> {
  const { nightId } = await api.call<{ nightId: string }>({
    method: 'POST',
    path: ['tenants', id, 'nights'],
  });
  const deadline = Date.now() + NIGHT_LIMIT_MS;
  while (Date.now() < deadline) {
    const night = await api.call<Night>({ path: ['tenants', id, 'nights', nightId] });
    if (night.outcome) return;
    await sleep(POLL_MS);
  }
}

async function look(api: ApiClient, id: string): Promise<DemoResult> {
  const tenant = await api.call<Tenant>({ path: ['tenants', id] });
  const query = { limit: '1' };
  const page = await api.call<{ items: { customerId: string }[] }>({
    path: ['tenants', id, 'customers'],
    query,
  });
  return { tenant, customerId: page.items[0]?.customerId ?? 'C00001' };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
