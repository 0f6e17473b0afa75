import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { FileError } from '../../../cli/files/types';
import { type Folder, readAll, temporaryFolder } from '../support/files';

let folder: Folder;
beforeAll(() => {
  folder = temporaryFolder();
});
afterAll(() => folder.remove());

const header = 'customer_id,product_id,event_type,occurred_at,quantity,value,event_id\n';

describe('what a file may be', () => {
  const expected = [
    {
      eventId: 'e1',
      type: 'view',
      productId: 'p/1',
      customerId: 'ann',
      quantity: 2,
      value: 9.5,
      occurredAt: 1772357400000,
    },
    {
      eventId: 'e2',
      type: 'purchase',
      productId: 'p 2',
      customerId: '😀',
      quantity: 1,
      occurredAt: 1772357401500,
    },
  ];
  const rows = [
    ['ann', 'p/1', 'view', '2026-03-01T09:30:00Z', '2', '9.5', 'e1'],
    ['😀', 'p 2', '', '2026-03-01T10:30:01.500+01:00', '', '', 'e2'],
  ];
  const csv = header + rows.map((row) => `${row.join(',')}\n`).join('');
  const forms: [string, string, string | Buffer][] = [
    ['CSV', 'a.csv', csv],
    ['CSV with CRLF and a byte order mark', 'b.csv', `\ufeff${csv.replaceAll('\n', '\r\n')}`],
    ['CSV without a last line end', 'c.csv', csv.slice(0, -1)],
    ['TSV', 'd.tsv', csv.replaceAll(',', '\t')],
    ['semicolons, as spreadsheets of half of Europe write', 'e.csv', csv.replaceAll(',', ';')],
    ['gzip, whatever its name', 'f.csv', gzipSync(csv)],
    ['gzip in two members', 'g.gz', Buffer.concat([gzipSync(csv.slice(0, 90)), gzipSync(csv.slice(90))])],
    ['NDJSON in the names of columns', 'h.ndjson', ndjson(rows)],
    ['NDJSON in the names of the API', 'i.ndjson.gz', gzipSync(apiNdjson(rows))],
  ];

  test.each(forms)('%s is read', async (_form, name, content) => {
    const { records, problems } = await readAll(folder.write(name, content));
    expect(problems).toEqual([]);
    expect(records).toMatchObject(expected);
    expect(records.map(({ line }) => line)).toEqual(name.includes('ndjson') ? [1, 2] : [2, 3]);
  });

  test('two columns are enough: a purchase of one, at no known time', async () => {
    const { records } = await readAll(folder.write('two.csv', 'customer_id,product_id\nc,p\n'));
    expect(records).toMatchObject([{ type: 'purchase', quantity: 1, customerId: 'c', productId: 'p' }]);
    expect(records[0]).not.toHaveProperty('occurredAt');
  });

  test('columns of other names are mapped, and columns that nothing asks for are left alone', async () => {
    const file = folder.write('mapped.csv', 'When,Buyer,SKU,Colour\n2026-03-01 09:30,c,p,red\n');
    const map = { customer_id: 'Buyer', product_id: 'SKU', occurred_at: 'When' };
    const { records } = await readAll(file, { map, zone: 'Europe/Vienna' });
    expect(records).toMatchObject([
      { customerId: 'c', productId: 'p', occurredAt: Date.UTC(2026, 2, 1, 8, 30) },
    ]);
  });

  test('several files follow one another, each with lines of its own', async () => {
    const one = folder.write('one.csv', 'customer_id,product_id\nc,p\n');
    const two = folder.write('two.tsv', 'product_id\tcustomer_id\nq\td\n');
    const { records } = await readAll([one, two]);
    expect(records).toMatchObject([
      { file: one, line: 2, customerId: 'c', productId: 'p' },
      { file: two, line: 2, customerId: 'd', productId: 'q' },
    ]);
  });
});

describe('ids of lines that bring none', () => {
  test('equal lines of a file all count, and repeating the file names the same events', async () => {
    const file = folder.write('equal.csv', 'customer_id,product_id\nc,p\nc,p\nd,p\nc,p\n');
    const first = await readAll(file);
    const again = await readAll(file);
    expect(new Set(first.records.map((record) => record.eventId)).size).toBe(4);
    expect(again.records).toEqual(first.records);
  });

  test('packing, line ends and quotes are not content', async () => {
    const plain = await readAll(folder.write('plain.csv', 'customer_id,product_id\nc,p\n'));
    const other = await readAll(folder.write('other.gz', gzipSync('customer_id,product_id\r\n"c","p"\r\n')));
    expect(other.records[0]?.eventId).toBe(plain.records[0]?.eventId);
  });

  test('files that overlap meet in the same ids', async () => {
    const march = folder.write('march.csv', 'customer_id,product_id\nc,p\n');
    const quarter = folder.write('quarter.csv', 'customer_id,product_id\na,p\nc,p\n');
    const { records } = await readAll([march, quarter]);
    expect(records[0]?.eventId).toBe(records[2]?.eventId);
  });

  test('every id is its own among many lines, equal or not', async () => {
    const lines = Array.from({ length: 30_000 }, (_, i) => `c${i % 9_000},p\n`).join('');
    const { records } = await readAll(folder.write('many.csv', `customer_id,product_id\n${lines}`));
    expect(new Set(records.map((record) => record.eventId)).size).toBe(30_000);
  });
});

describe('lines that are not taken', () => {
  const cases: [string, string, string, RegExp][] = [
    ['no customer', ',p,view,2026-03-01,1,1,', 'no_customer', /expected a customer_id, got nothing/],
    ['no product', 'c,,view,2026-03-01,1,1,', 'no_product', /expected a product_id, got nothing/],
    [
      'an id of 300 characters',
      `${'x'.repeat(300)},p,,2026-03-01,,,`,
      'bad_id',
      /1 to 128 characters, got 300/,
    ],
    [
      'a control character in an id',
      'c\u0007,p,,2026-03-01,,,',
      'bad_id',
      /without control characters, got "c\\u0007"/,
    ],
    ['an unknown type', 'c,p,bought,2026-03-01,,,', 'bad_event_type', /expected one of view.*got "bought"/],
    ['a date that is none', 'c,p,,2026-02-30,,,', 'bad_time', /ISO 8601.*got "2026-02-30"/],
    ['a time before 1970', 'c,p,,1969-12-31,,,', 'bad_time', /not before, got "1969-12-31"/],
    ['a time in words', 'c,p,,yesterday,,,', 'bad_time', /got "yesterday"/],
    ['no time in a file that has them', 'c,p,,,,,', 'bad_time', /got nothing/],
    ['NaN', 'c,p,,2026-03-01,NaN,,', 'bad_quantity', /a number from 0.000001 .* got "NaN"/],
    ['Infinity', 'c,p,,2026-03-01,1,Infinity,', 'bad_value', /a finite number.*got "Infinity"/],
    ['a number too large to be one', 'c,p,,2026-03-01,1,1e999,', 'bad_value', /got "1e999"/],
    ['a decimal comma', 'c,p,,2026-03-01,"1,5",,', 'bad_quantity', /got "1,5"/],
    ['a negative quantity', 'c,p,,2026-03-01,-2,,', 'bad_quantity', /type return/],
    ['a rating without its value', 'c,p,rating,2026-03-01,,,', 'bad_value', /expected the rating/],
    ['a column too few', 'c,p', 'wrong_columns', /expected 7 columns as in the header, got 2/],
    ['a column too many', 'c,p,,2026-03-01,,,,', 'wrong_columns', /got 8/],
  ];

  test.each(cases)('%s is told, and the lines around it are taken', async (name, line, reason, detail) => {
    const good = 'c,p,,2026-03-01,,,\n';
    const { records, problems } = await readAll(
      folder.write(`${name}.csv`, `${header}${good}${line}\n${good}`),
    );
    expect(records.map((record) => record.line)).toEqual([2, 4]);
    expect(problems).toEqual([
      { file: expect.any(String), line: 3, reason, detail: expect.stringMatching(detail) },
    ]);
  });

  test('bytes that are not UTF-8 cost their line alone, a legitimate U+FFFD elsewhere none', async () => {
    const bytes = Buffer.from('customer_id,product_id\ncaf\xe9,p\nc,p\n', 'latin1');
    const { records, problems } = await readAll(folder.write('latin.csv', bytes));
    expect(records).toMatchObject([{ line: 3 }]);
    expect(problems).toMatchObject([{ line: 2, reason: 'not_utf8' }]);
    expect((await readAll(folder.write('fffd.csv', 'customer_id,product_id\n\ufffd,p\n'))).problems).toEqual(
      [],
    );
  });

  test('a line of NDJSON that is no object is told; NaN is no JSON', async () => {
    const text =
      '{"customer_id":"c","product_id":"p"}\n{"customer_id":"c","product_id":"p","quantity":NaN}\n[1]\n\n';
    const { records, problems } = await readAll(folder.write('bad.ndjson', text));
    expect(records).toHaveLength(1);
    expect(problems).toMatchObject([
      { line: 2, reason: 'bad_json' },
      { line: 3, reason: 'bad_json' },
    ]);
  });

  test('an unclosed quote in the middle of a file is told, and what follows is still read', async () => {
    const file = folder.write('quote.csv', 'customer_id,product_id\nc,p\n"d,p\ne,p\n');
    const { records, problems } = await readAll(file);
    expect(records.map((record) => record.customerId)).toEqual(['c', 'e']);
    expect(problems).toMatchObject([{ line: 3, reason: 'quote_not_closed' }]);
  });
});

describe('files that cannot be read', () => {
  const packed = gzipSync(header + 'c,p,,2026-03-01,,,\n'.repeat(20_000));
  const cases: [string, string | Buffer, RegExp][] = [
    ['empty.csv', '', /empty file/],
    [
      'header.csv',
      'Kunde,Artikel\n1,2\n',
      /expected the columns "customer_id", "product_id", found "Kunde", "Artikel"/,
    ],
    ['no-customer.csv', 'product_id\np\n', /expected the columns "customer_id", found "product_id"/],
    ['cut.csv.gz', packed.subarray(0, packed.length - 200), /cut off/],
    ['damaged.csv.gz', Buffer.concat([packed.subarray(0, 40), Buffer.alloc(200, 7)]), /damaged/],
    ['utf16.csv', Buffer.from('\ufeffcustomer_id,product_id\n', 'utf16le'), /UTF-16/],
    ['array.json', '[{"customer_id": "c"}]', /JSON array/],
    ['twice.csv', 'product_id,product_id,customer_id\n1,2,3\n', /one column "product_id", found two/],
    ['quoted-header.csv', '"customer_id,product_id\nc,p\n', /header.*closing quote/],
  ];

  test.each(cases)('%s is refused in words', async (name, content, message) => {
    const file = folder.write(name, content);
    await expect(readAll(file)).rejects.toThrow(FileError);
    await expect(readAll(file)).rejects.toThrow(message);
  });

  test('a file that is not there, and a folder, are refused in words', async () => {
    await expect(readAll(folder.path('nowhere.csv'))).rejects.toThrow(/no such file/);
    await expect(readAll(folder.path('.'))).rejects.toThrow(/a directory/);
  });

  test('a mapped column that the header lacks is named beside what was found', async () => {
    const file = folder.write('lacks.csv', 'a,b\n1,2\n');
    const reading = readAll(file, { map: { customer_id: 'Buyer' } });
    await expect(reading).rejects.toThrow(/expected a column "Buyer" .*found "a", "b"/);
  });
});

test('every event written is read back, whatever its ids', async () => {
  const id = fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
    .filter((text) => text.length > 0 && !/[\p{Cc}\p{Cs}]/u.test(text));
  const event = fc.record({ customerId: id, productId: id, quantity: fc.integer({ min: 1, max: 9999 }) });
  await fc.assert(
    fc.asyncProperty(fc.array(event, { minLength: 1, maxLength: 20 }), async (events) => {
      const cells = (text: string) => `"${text.replaceAll('"', '""')}"`;
      const lines = events.map((e) => `${cells(e.customerId)},${cells(e.productId)},${e.quantity}\n`);
      const file = folder.write('round.csv', `customer_id,product_id,quantity\n${lines.join('')}`);
      const { records, problems } = await readAll(file);
      expect(problems).toEqual([]);
      expect(records).toMatchObject(events);
    }),
    { seed: 13, numRuns: 60 },
  );
});

function ndjson(rows: string[][]): string {
  const names = header.trim().split(',');
  return rows
    .map((row) => `${JSON.stringify(Object.fromEntries(row.map((cell, i) => [names[i], cell])))}\n`)
    .join('');
}

function apiNdjson(rows: string[][]): string {
  return rows
    .map(([customerId, productId, type, occurredAt, quantity, value, eventId]) => {
      const object = {
        customerId,
        productId,
        type: type || undefined,
        occurredAt,
        quantity: quantity ? Number(quantity) : undefined,
        value: value ? Number(value) : null,
        eventId,
      };
      return `${JSON.stringify(object)}\n`;
    })
    .join('');
}
