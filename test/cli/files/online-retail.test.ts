import { readOnlineRetailProducts } from '../../../cli/files/preset-catalogue';
import { describeWithData } from '../../support/data';
import { type Folder, readAll, temporaryFolder } from '../support/files';

let folder: Folder;
beforeAll(() => {
  folder = temporaryFolder();
});
afterAll(() => folder.remove());

const header = 'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n';

async function readLine(line: string) {
  const { records, problems } = await readAll(folder.write('line.csv', `${header}${line}\n`), {
    preset: 'online-retail',
  });
  return records[0] ?? problems[0];
}

describe('the online-retail preset', () => {
  test('a sale is a purchase: its id without decimals, its time in UTC, its value in pence', async () => {
    const line =
      '536365,85123A,"WHITE HANGING HEART, T-LIGHT",6,2011-07-01 08:26:00,2.55,17850.0,United Kingdom';
    expect(await readLine(line)).toMatchObject({
      type: 'purchase',
      customerId: '17850',
      productId: '85123A',
      quantity: 6,
      value: 15.3,
      occurredAt: Date.UTC(2011, 6, 1, 7, 26), // British Summer Time is an hour ahead
    });
    expect(await readLine(line.replace('07-01', '12-01'))).toMatchObject({
      occurredAt: Date.UTC(2011, 11, 1, 8, 26),
    });
  });

  test('the American dates of the spreadsheet are understood too', async () => {
    const line = '536365,71053,LANTERN,6,12/1/2010 8:26,3.39,17850,United Kingdom';
    expect(await readLine(line)).toMatchObject({
      customerId: '17850',
      occurredAt: Date.UTC(2010, 11, 1, 8, 26),
    });
  });

  test('a cancellation is a return with a positive quantity', async () => {
    const line = 'C536379,22139,RETROSPOT TEA SET,-2,2010-12-01 09:41:00,4.25,14527.0,United Kingdom';
    expect(await readLine(line)).toMatchObject({ type: 'return', quantity: 2, value: 8.5 });
  });

  test.each([
    ['guest', '1,22139,TEA SET,2,2010-12-01 09:41:00,4.25,,United Kingdom', 'no_customer'],
    ['postage', '1,POST,POSTAGE,2,2010-12-01 09:41:00,18,12583.0,France', 'not_a_product'],
    ['discount', 'C1,D,Discount,-1,2010-12-01 09:41:00,27.5,14527.0,United Kingdom', 'not_a_product'],
    ['manual entry', '1,m,Manual,1,2010-12-01 09:41:00,2.55,14527.0,United Kingdom', 'not_a_product'],
    [
      'gift voucher',
      '1,gift_0001_20,Voucher,1,2010-12-01 09:41:00,16.67,14527.0,United Kingdom',
      'not_a_product',
    ],
    ['bank charges', '1,BANK CHARGES,Bank Charges,1,2010-12-01 09:41:00,15,12748.0,UK', 'not_a_product'],
    ['free of charge', '1,22841,ROUND CAKE TIN,1,2010-12-05 14:02:00,0.0,12647.0,Germany', 'no_price'],
    ['negative price', '1,22841,ROUND CAKE TIN,1,2010-12-05 14:02:00,-3,12647.0,Germany', 'no_price'],
    ['no quantity', '1,22841,ROUND CAKE TIN,0,2010-12-05 14:02:00,3,12647.0,Germany', 'bad_quantity'],
    ['no date', '1,22841,ROUND CAKE TIN,1,soon,3,12647.0,Germany', 'bad_time'],
  ])('%s is not taken', async (_name, line, reason) => {
    expect(await readLine(line)).toMatchObject({ line: 2, reason });
  });

  test('a file of another shape is refused in words', async () => {
    const file = folder.write('other.csv', 'customer_id,product_id\nc,p\n');
    await expect(readAll(file, { preset: 'online-retail' })).rejects.toThrow(
      /expected the columns "InvoiceNo"/,
    );
  });

  test('a product has its commonest name and its latest price', async () => {
    const lines = [
      '1,22139,TEA SET,2,2010-12-03 09:41:00,4.95,1,UK',
      '2,22139,RETROSPOT TEA SET,2,2010-12-02 09:41:00,4.25,1,UK',
      '3,22139,RETROSPOT TEA SET,2,2010-12-01 09:41:00,3.75,1,UK',
      'C4,22139,returned,-2,2010-12-04 09:41:00,9.99,1,UK',
    ];
    const file = folder.write('products.csv', `${header}${lines.join('\n')}\n`);
    expect(await readOnlineRetailProducts([file], {})).toMatchObject([
      { productId: '22139', name: 'RETROSPOT TEA SET', price: 4.95 },
    ]);
  });
});

describeWithData('the whole of Online Retail', 'online-retail/online-retail.csv.gz', (path) => {
  test('every line is taken or told, and every event has an id of its own', async () => {
    const { records, problems } = await readAll(path, { preset: 'online-retail' });
    const reasons: Record<string, number> = {};
    for (const { reason } of problems) reasons[reason] = (reasons[reason] ?? 0) + 1;
    expect(records.length + problems.length).toBe(541_909);
    expect(reasons).toEqual({ no_customer: 135_080, not_a_product: 1_920, no_price: 33 });
    expect(records.filter(({ type }) => type === 'return')).toHaveLength(8_539);
    expect(new Set(records.map(({ eventId }) => eventId)).size).toBe(records.length);
  });
});
