import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { type Folder, temporaryFolder } from './support/files';
import { answerProblem, type ImportServer, startImportServer } from './support/import-server';
import { type CliResult, runCli } from './support/run-cli';

let folder: Folder;
let server: ImportServer;
beforeAll(() => {
  folder = temporaryFolder();
});
beforeEach(async () => {
  server = await startImportServer();
});
afterEach(() => server.close());
afterAll(() => folder.remove());

function importInto(tenant: string, ...words: string[]): Promise<CliResult> {
  const env = { NIGHTSHIFT_API_URL: server.url, NIGHTSHIFT_API_KEY: 'secret' };
  return runCli(['import', '--tenant', tenant, ...words], { env });
}

describe('nightshift import', () => {
  test('sends a file as events, tells what was taken, and the second time adds nothing', async () => {
    const file = folder.write('buys.csv', 'Buyer,SKU,Units\nann,p1,2\nann,p1,2\nbob,"a,b",1\n');
    const map = ['--map', 'customer_id=Buyer', 'product_id=SKU', '--map', 'quantity=Units'];
    const first = await importInto('acme', ...map, file, '--json');
    expect(first).toMatchObject({ status: 0, stderr: '' });
    expect(JSON.parse(first.stdout)).toEqual({
      read: 3,
      accepted: 3,
      duplicates: 0,
      rejected: 0,
      byReason: {},
      problems: [],
    });
    const [received] = server.received;
    expect(received).toMatchObject({ kind: 'events', authorization: 'Bearer secret' });
    expect(received?.lines[2]).toEqual({
      eventId: expect.stringMatching(/^[\w-]{22}$/),
      type: 'purchase',
      occurredAt: expect.stringMatching(/Z$/),
      customerId: 'bob',
      productId: 'a,b',
      quantity: 1,
    });
    const again = await importInto('acme', ...map, file, '--json');
    expect(JSON.parse(again.stdout)).toMatchObject({ read: 3, accepted: 0, duplicates: 3 });
  });

  test('products and customers are sent as such', async () => {
    const products = folder.write(
      'p.ndjson',
      '{"productId":"p","price":2.5,"attributes":{"a":[1]},"dropped":true}\n',
    );
    const customers = folder.write('c.csv', 'customer_id,name\nann,Ann\n');
    await importInto('acme', '--kind', 'products', products);
    await importInto('acme', '--kind', 'customers', customers);
    expect(server.received).toMatchObject([
      { kind: 'products', lines: [{ productId: 'p', price: 2.5, attributes: { a: [1] }, dropped: true }] },
      { kind: 'customers', lines: [{ customerId: 'ann', name: 'Ann' }] },
    ]);
  });

  test('the report names every line that was not taken, by its number in the file, whoever refused it', async () => {
    const file = folder.write('mixed.csv', 'customer_id,product_id\nann,p\n,p\nann,unsold\nann,q\n');
    const report = folder.path('report.ndjson');
    const result = await importInto('acme', file, '--report', report);
    expect(result.status).toBe(0);
    expect(result.stdout).toMatch(/not taken\s+2/);
    expect(result.stdout).toMatch(/no_customer\s+1\s+line 3: expected a customer_id, got nothing/);
    const lines = readFileSync(report, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines).toEqual([
      { line: 3, reason: 'no_customer', detail: 'expected a customer_id, got nothing' },
      { line: 4, reason: 'refused', detail: 'expected sold' },
    ]);
  });

  test('more refusals than the API names are all in the report', async () => {
    const file = folder.write(
      'refused.csv',
      `customer_id,product_id\n${'ann,unsold\n'.repeat(2_500)}ann,p\n`,
    );
    const report = folder.path('refused.ndjson');
    const { stdout } = await importInto('acme', file, '--report', report, '--json');
    expect(JSON.parse(stdout)).toMatchObject({ read: 2_501, accepted: 1, duplicates: 0, rejected: 2_500 });
    const lines = readFileSync(report, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).line);
    expect(lines).toEqual(Array.from({ length: 2_500 }, (_, i) => i + 2));
  });

  test('with several files, each problem names its file', async () => {
    const one = folder.write('one.csv', 'customer_id,product_id\n,p\n');
    const two = folder.write('two.csv', 'customer_id,product_id\nann,\nann,p\n');
    const { stdout } = await importInto('acme', one, two, '--json');
    expect(JSON.parse(stdout).problems).toMatchObject([
      { file: one, line: 2, reason: 'no_customer' },
      { file: two, line: 2, reason: 'no_product' },
    ]);
  });

  test('a busy API and a connection that breaks are waited for; nothing is lost or doubled', async () => {
    const lines = Array.from({ length: 45_000 }, (_, i) => `c${i},p\n`).join('');
    const file = folder.write('long.csv', `customer_id,product_id\n${lines}`);
    let calls = 0;
    server.before = (request, response) => {
      calls++;
      if (calls === 1) return answerProblem(response, 503, 'Busy');
      if (calls === 3) {
        request.socket.destroy();
        return false;
      }
      return true;
    };
    const { status, stdout } = await importInto('acme', file, '--json');
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ read: 45_000, accepted: 45_000 });
    expect(server.received.map(({ lines: sent }) => sent.length)).toEqual([20_000, 20_000, 5_000]);
  });

  test('a refusal of the whole ends the import with its problem and status 1', async () => {
    server.before = (_request, response) => answerProblem(response, 404, 'No such resource');
    const file = folder.write('any.csv', 'customer_id,product_id\nann,p\n');
    const result = await importInto('nobody', file, '--json');
    expect(result.status).toBe(1);
    expect(JSON.parse(result.stdout)).toMatchObject({ status: 404, title: 'No such resource' });
    expect(result.stderr).toMatch(/No such resource \(404\)\nExpected patience\./);
  });

  const packed = gzipSync(`customer_id,product_id\n${'ann,p\n'.repeat(50_000)}`);
  test.each([
    ['cut.csv.gz', packed.subarray(0, packed.length - 40), /cut off/],
    ['header.csv', 'Kunde,Artikel\n1,2\n', /expected the columns "customer_id", "product_id", found "Kunde"/],
    ['empty.csv', '', /empty file/],
  ])('%s is refused before anything is sent', async (name, content, message) => {
    const good = folder.write('good.csv', 'customer_id,product_id\nann,p\n');
    const result = await importInto('acme', good, folder.write(name, content));
    expect(result.status).toBe(1);
    expect(result.stderr).toMatch(message);
    expect(server.received).toEqual([]);
  });

  test('a file of which no line is taken ends with status 1', async () => {
    const result = await importInto('acme', folder.write('none.csv', 'customer_id,product_id\n,p\n'));
    expect(result.status).toBe(1);
    expect(result.stdout).toMatch(/not taken\s+1/);
  });

  test('the preset sends products with their names and prices before the events', async () => {
    const file = folder.write(
      'retail.csv',
      'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n' +
        '536365,85123A,HEART HOLDER,6,2010-12-01 08:26:00,2.55,17850.0,United Kingdom\n' +
        'C53637,85123A,HEART HOLDER,-1,2010-12-02 08:26:00,2.55,17850.0,United Kingdom\n' +
        '536366,POST,POSTAGE,1,2010-12-01 08:26:00,18,17850.0,France\n',
    );
    const { stdout } = await importInto('acme', file, '--preset', 'online-retail', '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      read: 3,
      accepted: 2,
      byReason: { not_a_product: 1 },
      products: { accepted: 1 },
    });
    expect(server.received).toMatchObject([
      { kind: 'products', lines: [{ productId: '85123A', name: 'HEART HOLDER', price: 2.55 }] },
      {
        kind: 'events',
        lines: [
          {
            type: 'purchase',
            customerId: '17850',
            quantity: 6,
            value: 15.3,
            occurredAt: '2010-12-01T08:26:00.000Z',
          },
          { type: 'return', quantity: 1, value: 2.55 },
        ],
      },
    ]);
  });

  test.each([
    [['--map', 'colour=Red']],
    [['--kind', 'nights']],
    [['--preset', 'unheard-of']],
    [['--timezone', 'Mars/Base']],
    [[]],
  ])('%j is a usage error', async (words) => {
    expect(await importInto('acme', ...words)).toMatchObject({ status: 2, stdout: '' });
    expect(server.received).toEqual([]);
  });
});
