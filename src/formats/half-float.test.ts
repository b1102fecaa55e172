import fc from 'fast-check';
import { expect, it } from 'vitest';
import { bfloat16ToFloat32, float16ToFloat32 } from './half-float.ts';

it('widens bfloat16 by padding with zero bits', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 0xffff }), (bits) => {
      const [value] = bfloat16ToFloat32(Uint16Array.of(bits));
      if (!Number.isNaN(value))
        expect(new Uint32Array(Float32Array.of(value).buffer)[0]).toBe(bits * 0x10000);
    }),
  );
  expect([...bfloat16ToFloat32(Uint16Array.of(0x3f80, 0xc000, 0x7f80))]).toEqual([
    1,
    -2,
    Number.POSITIVE_INFINITY,
  ]);
});

it('widens every kind of float16', () => {
  const bits = [0x3c00, 0xc000, 0x7bff, 0x0001, 0x03ff, 0x0400, 0x8000, 0x7c00, 0xfc00, 0x3555];
  expect([...float16ToFloat32(Uint16Array.from(bits))]).toEqual([
    1,
    -2,
    65504,
    2 ** -24,
    1023 * 2 ** -24,
    2 ** -14,
    -0,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    0.333251953125,
  ]);
  expect(float16ToFloat32(Uint16Array.of(0x7e00))[0]).toBeNaN();
});
