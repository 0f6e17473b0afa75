import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { readToken, type ServedList, signToken } from '../../../services/recommendation-ids/token';

const no = fc.integer({ min: 1, max: 2_147_483_647 });
const servedLists: fc.Arbitrary<ServedList> = fc.record({
  tenantId: no,
  customerNo: fc.oneof(fc.constant(0), no),
  askedFor: fc.uint8Array({ minLength: 8, maxLength: 8 }).map((bytes) => Buffer.from(bytes)),
  version: no,
  listSet: no,
  placement: fc.integer({ min: 0, max: 6 }),
  arm: fc.integer({ min: 0, max: 255 }),
  servedAt: fc.integer({ min: 0, max: 8.64e15 }),
  productNos: fc.array(no, { maxLength: 50 }),
});

describe('a recommendation id', () => {
  const key = randomBytes(32);

  test('says what was signed, whatever it was', () => {
    fc.assert(
      fc.property(servedLists, (list) => {
        const { askedFor, ...rest } = list;
        expect(readToken(key, signToken(key, list))).toEqual({
          ...rest,
          askedFor: list.customerNo === 0 ? askedFor : undefined,
        });
      }),
      { seed: 1 },
    );
  });

  test('is nothing under another key, and nothing with any one character changed, added or taken away', () => {
    fc.assert(
      fc.property(servedLists, fc.nat(), fc.constantFrom('A', '_', '=', 'é', '\0'), (list, at, character) => {
        const token = signToken(key, list);
        const place = at % token.length;
        expect(readToken(randomBytes(32), token)).toBeUndefined();
        if (token[place] !== character) {
          expect(readToken(key, token.slice(0, place) + character + token.slice(place + 1))).toBeUndefined();
        }
        expect(readToken(key, token.slice(0, place) + character + token.slice(place))).toBeUndefined();
        expect(readToken(key, token.slice(0, place) + token.slice(place + 1))).toBeUndefined();
      }),
      { seed: 2 },
    );
  });

  test('any text at all is read without a fault', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 2_000 }), (text) => {
        expect(readToken(key, text)).toBeUndefined();
      }),
      { seed: 3 },
    );
  });

  test('is short enough for a URL, and never the same twice', () => {
    const list = {
      tenantId: 1_000,
      customerNo: 50_000,
      version: 300,
      listSet: 400,
      placement: 1,
      arm: 0,
      servedAt: Date.UTC(2026, 0, 1),
      productNos: Array.from({ length: 50 }, (_, i) => 4_000 + i),
    };
    const tokens = Array.from({ length: 1_000 }, () => signToken(key, list));
    expect(new Set(tokens).size).toBe(1_000);
    expect(tokens[0]?.length).toBeLessThan(250);
  });
});
