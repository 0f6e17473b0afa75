import fc from 'fast-check';
import { addRows } from '../../../models/matrix/add-rows';
import { createRowsBuilder, emptyRows, identityRows, transpose } from '../../../models/matrix/sparse-rows';
import { type Dense, denseOf, sparseOf } from '../../support/models/dense-twin';

const dense = (rows: number, columns: number): fc.Arbitrary<Dense> => {
  const cell = fc.oneof(fc.constant(0), fc.integer({ min: -5, max: 5 }));
  const row = fc.array(cell, { minLength: columns, maxLength: columns });
  return fc.array(row, { minLength: rows, maxLength: rows });
};

test('transposing swaps rows and columns', () => {
  fc.assert(
    fc.property(dense(4, 6), (a) => {
      const expected = a[0]!.map((_, c) => a.map((row) => row[c]));
      expect(denseOf(transpose(sparseOf(a)))).toEqual(expected);
    }),
  );
});

test('adding adds cell by cell', () => {
  fc.assert(
    fc.property(dense(3, 5), dense(3, 5), (a, b) => {
      const expected = a.map((row, r) => row.map((value, c) => value + 2 * b[r]![c]!));
      expect(denseOf(addRows(sparseOf(a), sparseOf(b), 2))).toEqual(expected);
    }),
  );
});

test('matrices of different sizes are not added', () => {
  expect(() => addRows(emptyRows(2, 2), emptyRows(3, 2), 1)).toThrow('sizes must agree: 2 × 2, 3 × 2');
});

test('a builder grows past what was expected and says when rows are missing', () => {
  const builder = createRowsBuilder(2, 100, 1);
  for (let column = 0; column < 100; column++) builder.add(column, 1);
  builder.endRow();
  expect(() => builder.finish()).toThrow('expected 2 rows, got 1');
  builder.endRow();
  expect(builder.finish().columns).toHaveLength(100);
});

test('the identity has ones on its diagonal', () => {
  expect(denseOf(identityRows(2))).toEqual([
    [1, 0],
    [0, 1],
  ]);
});
