import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decodeExtended, encodeExtended } from './extended-json.ts';

const value = fc.letrec((tie) => ({
  value: fc.oneof(
    fc.double(),
    fc.string(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value')),
    fc.dictionary(
      fc.string().filter((key) => key !== '$number' && key !== '__proto__'),
      tie('value'),
      { noNullPrototype: true },
    ),
  ),
})).value;

it('reads back through JSON text what it wrote, NaN and infinities too', () => {
  fc.assert(
    fc.property(value, (original) => {
      const read = decodeExtended(JSON.parse(JSON.stringify(encodeExtended(original))));
      // JSON knows one zero only.
      const unsigned = JSON.parse(JSON.stringify(encodeExtended(original)));
      expect(read).toEqual(decodeExtended(unsigned));
      expect(JSON.stringify(encodeExtended(read))).toBe(JSON.stringify(encodeExtended(original)));
    }),
  );
  expect(decodeExtended(encodeExtended([Number.NaN, -1 / 0, { a: 1 / 0 }]))).toEqual([
    Number.NaN,
    -Infinity,
    { a: Infinity },
  ]);
});

it('leaves undefined fields out', () => {
  expect(encodeExtended({ a: undefined, b: 1 })).toEqual({ b: 1 });
});
