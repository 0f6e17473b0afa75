import fc from 'fast-check';
import { closeDb, openDb } from '../../db/client';
import { numberArray, textArray } from '../../services/array-literals';
import { type TestDatabase, testDatabase } from '../support/servers';

describe('array literals', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase();
  });
  afterAll(() => database.drop());

  test('Postgres reads back every text and every number that was written', async () => {
    const db = openDb({ url: database.appUrl, connections: 1 });
    const texts = fc.array(
      fc.option(
        fc.oneof(
          fc.string({ unit: 'grapheme' }),
          fc.constantFrom('NULL', 'null', '', '{}', '"', '\\', ',', ' a '),
        ),
      ),
    );
    const numbers = fc.array(fc.option(fc.double({ noNaN: true, noDefaultInfinity: true })));
    await fc.assert(
      fc.asyncProperty(texts, numbers, async (some, others) => {
        const { rows } = await db.$client.query('select $1::text[] as texts, $2::float8[] as numbers', [
          textArray(some),
          numberArray(others),
        ]);
        expect(rows[0]).toEqual({ texts: some, numbers: others.map((value) => (value === 0 ? 0 : value)) });
      }),
      { seed: 1, numRuns: 50 },
    );
    await closeDb(db);
  });
});
