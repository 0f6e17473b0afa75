import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { runDemo } from '../../cli/dev/demo';
import { createOperatorKey } from '../../services/keys/create-operator-key';
import { describeWithData } from '../support/data';
import { type NightWorld, openNightWorld } from '../support/night-world';
import { type Folder, temporaryFolder } from './support/files';
import { type CliResult, runCli } from './support/run-cli';
import { type SpawnedApi, spawnApi } from './support/spawned-api';

/** The whole product, as a person at a terminal meets it: Postgres, Temporal, worker and API are real. */

let world: NightWorld;
let api: SpawnedApi | undefined;
let operatorKey: string;
let folder: Folder;

beforeAll(async () => {
  folder = temporaryFolder();
  world = await openNightWorld();
  operatorKey = (await createOperatorKey(world.database.ownerUrl)).key;
  api = await spawnApi(world.workerEnvironment);
  await world.startWorker();
}, 60_000);

afterAll(async () => {
  await world.stopWorkers();
  await api?.stop();
  await world.close();
  folder.remove();
}, 60_000);

function nightshift(...words: string[]): Promise<CliResult> {
  return runCli(words, { env: { NIGHTSHIFT_API_URL: api?.url ?? '', NIGHTSHIFT_API_KEY: operatorKey } });
}

/** Runs a command that is to succeed, and reads its one JSON document. */
// biome-ignore lint/suspicious/noExplicitAny: what a test expects of a document, the test says
async function json(...words: string[]): Promise<any> {
  const { status, stdout, stderr } = await nightshift(...words, '--json');
  if (status !== 0) throw new Error(`nightshift ${words.join(' ')}: ${status}\n${stderr}`);
  return JSON.parse(stdout);
}

describe('a small file', () => {
  test('is imported once however often it is sent, and what does not fit is refused by line', async () => {
    await json('tenant', 'create', 'corner', '--name', 'The Corner', '--timezone', 'Europe/Vienna');
    const file = folder.write(
      'corner.csv',
      'customer_id,product_id,event_type,occurred_at,quantity,value,event_id\n' +
        'a/b 😀,tea,purchase,2026-03-01T09:30:00Z,2,9.50,e1\n' +
        'a/b 😀,tea,purchase,2999-01-01T00:00:00Z,1,1,e2\n' +
        'ann,pot,bought,2026-03-01T09:30:00Z,1,1,e3\n' +
        'ann,pot,purchase,2026-03-01T09:30:00Z,NaN,1,e4\n' +
        'ann,pot,purchase,2026-03-01T09:30:00Z,1,20,e5\n',
    );
    const report = folder.path('corner.ndjson');
    const first = await json('import', '--tenant', 'corner', file, '--report', report);
    expect(first).toMatchObject({ read: 5, accepted: 2, duplicates: 0, rejected: 3 });
    const lines = readFileSync(report, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(new Map(lines.map(({ line, reason }) => [line, reason]))).toEqual(
      new Map([
        [3, 'bad_time'],
        [4, 'bad_event_type'],
        [5, 'bad_quantity'],
      ]),
    );
    expect(await json('import', '--tenant', 'corner', file)).toMatchObject({ accepted: 0, duplicates: 2 });
    expect((await json('tenant', 'show', 'corner')).counts).toEqual({ customers: 2, products: 2, events: 2 });
  }, 60_000);

  test('a customer is asked about before, after and without a model; nothing is served while off', async () => {
    expect(await json('recommend', 'corner', 'ann')).toMatchObject({
      reason: 'no_model_yet',
      version: null,
      items: [],
    });
    const night = await json('night', 'run', 'corner', '--wait');
    expect(night.sentence).toEqual(expect.stringMatching(/\w/));
    expect((await json('night', 'list', 'corner')).items).toMatchObject([{ nightId: night.nightId }]);
    await json('mode', 'corner', 'off', '--reason', 'holidays');
    const refused = await nightshift('recommend', 'corner', 'ann', '--json');
    expect(refused.status).toBe(1);
    expect(JSON.parse(refused.stdout)).toMatchObject({ status: 409, type: '/problems/recommendations-off' });
  }, 60_000);

  test('another tenant’s key is told that there is no such tenant', async () => {
    const { keys } = await json('tenant', 'create', 'other');
    const env = { NIGHTSHIFT_API_URL: api?.url ?? '', NIGHTSHIFT_API_KEY: keys.admin };
    expect(await runCli(['tenant', 'show', 'other'], { env })).toMatchObject({ status: 0 });
    const foreign = await runCli(['tenant', 'show', 'corner'], { env });
    const nobody = await runCli(['tenant', 'show', 'nobody'], { env });
    expect(foreign).toMatchObject({ status: 1, stderr: nobody.stderr });
  }, 60_000);
});

test('the demo makes three tenants with lists, prints the tour, and the second time only the tour', async () => {
  const told: string[] = [];
  const options = {
    apiUrl: api?.url ?? '',
    operatorKey,
    temporalUiUrl: 'http://ui',
    tell: (line: string) => told.push(line),
  };
  await runDemo(options);
  expect(told.slice(0, -1)).toEqual([
    'Making Hop & Glory, brewery distributor ...',
    'Making Call Me Maybe, telecom reseller ...',
    'Making Storm in a Teacup, a very small shop ...',
  ]);
  const commands = told.at(-1)?.match(/\.\/nightshift .*/g) ?? [];
  expect(commands).toHaveLength(4);
  expect(told.at(-1)).toMatch(/http:\/\/ui\/namespaces/);
  const [recommend] = commands.map((command) => command.split(' ').slice(1));
  const list = await json(...(recommend ?? []));
  expect(list).toMatchObject({ reason: 'personal' });
  expect(list.items).toHaveLength(10);

  told.length = 0;
  await runDemo(options);
  expect(told).toHaveLength(1);
}, 180_000);

describeWithData('a year of a real wholesaler’s invoices', 'online-retail/online-retail.csv.gz', (path) => {
  const preset = ['--preset', 'online-retail'];

  test('is imported whole, once, with every line accounted for', async () => {
    await json('tenant', 'create', 'giftware', '--timezone', 'Europe/London', '--currency', 'GBP');
    const report = folder.path('retail.ndjson');
    const first = await json('import', '--tenant', 'giftware', ...preset, path, '--report', report);
    expect(first).toMatchObject({
      read: 541_909,
      accepted: 404_876,
      duplicates: 0,
      byReason: { no_customer: 135_080, not_a_product: 1_920, no_price: 33 },
      products: { rejected: 0 },
    });
    expect(readFileSync(report, 'utf8').split('\n')).toHaveLength(first.rejected + 1);
  }, 240_000);

  test('of a part that is sent again, as a file of its own, nothing is added', async () => {
    const lines = gunzipSync(readFileSync(path)).toString().split('\n').slice(0, 30_001);
    const again = await json(
      'import',
      '--tenant',
      'giftware',
      ...preset,
      folder.write('part.csv', lines.join('\n')),
    );
    expect(again).toMatchObject({ read: 30_000, accepted: 0 });
    expect((await json('tenant', 'show', 'giftware')).counts.events).toBe(404_876);
  }, 240_000);

  test('a night makes a model, and the tour can be walked: a list, a freeze, off', async () => {
    const night = await json('night', 'run', 'giftware', '--wait');
    expect(night).toMatchObject({ outcome: 'promoted', requestedBy: 'operator' });
    expect(night.stages.map(({ name }: { name: string }) => name)).toEqual(
      expect.arrayContaining([
        'cut',
        'validate',
        'choose',
        'decide',
        'fit',
        'precompute',
        'check',
        'publish',
      ]),
    );
    const list = await json('recommend', 'giftware', '17850');
    expect(list).toMatchObject({ customerId: '17850', reason: 'personal', version: 1 });
    expect(list.items).toHaveLength(10);
    expect(list.items[0]).toMatchObject({ rank: 1, name: expect.stringMatching(/\w/) });
    expect((await json('versions', 'list', 'giftware')).items).toMatchObject([
      { version: 1, status: 'champion' },
    ]);

    expect(await json('mode', 'giftware', 'frozen', '--reason', 'stock-taking')).toMatchObject({
      mode: 'frozen',
    });
    expect(await json('recommend', 'giftware', '17850')).toMatchObject({ version: 1, reason: 'personal' });
    expect(await json('mode', 'giftware', 'off')).toMatchObject({ mode: 'off' });
    expect(await nightshift('recommend', 'giftware', '17850')).toMatchObject({ status: 1 });
  }, 240_000);
});
