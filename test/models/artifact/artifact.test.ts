import fc from 'fast-check';
import { fitModel, loadModel, saveModel } from '../../../models';
import { crc32 } from '../../../models/artifact/checksum';
import { tasteShop } from '../../support/models/tenant-fixture';

const shop = tasteShop({ seed: 2, customers: 20, products: 12, events: 200, days: 60 });
const bytes = saveModel(fitModel(shop, { name: 'neighbours', params: { prior: 0.1 } }, 1));

describe('an artifact', () => {
  test('keeps recipe, prior and links exactly', () => {
    const model = fitModel(shop, { name: 'ease', params: { prior: 0.1, lambda: 2 } }, 1);
    expect(loadModel(saveModel(model))).toEqual(model);
  });

  test('with any one byte changed is refused', () => {
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const damaged = bytes.slice();
        damaged[at] = damaged[at]! ^ change;
        expect(() => loadModel(damaged)).toThrow(/artifact .* must be/);
      }),
    );
  });

  test('cut off at any length is refused', () => {
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), (length) => {
        expect(() => loadModel(bytes.subarray(0, length))).toThrow(/artifact/);
      }),
    );
  });

  test('loads from the middle of a larger buffer, as drivers hand it over', () => {
    const larger = new Uint8Array(bytes.length + 7);
    larger.set(bytes, 5);
    expect(saveModel(loadModel(larger.subarray(5, 5 + bytes.length)))).toEqual(bytes);
  });
});

test('crc32 agrees with the check value of its standard', () => {
  expect(crc32(new TextEncoder().encode('123456789'))).toBe(0xcbf43926);
});
