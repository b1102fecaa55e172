import { describe, expect, it } from 'vitest';
import { bytesField, floatField, varintField } from './protobuf.ts';

describe('protobuf fields', () => {
  // Worked out by hand from the wire format: seven bits a byte, the lowest first, the top bit where more follow.
  it.each<[number | bigint, number[]]>([
    [0, [0]],
    [1, [1]],
    [127, [0x7f]],
    [128, [0x80, 1]],
    [300, [0xac, 2]],
    [16_383, [0xff, 0x7f]],
    [16_384, [0x80, 0x80, 1]],
    [0x7fffffff, [0xff, 0xff, 0xff, 0xff, 7]],
    [0x80000000, [0x80, 0x80, 0x80, 0x80, 8]],
    [2 ** 53 - 1, [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xf]],
    [-1, [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1]],
    [5n, [5]],
  ])('write %s', (value, bytes) => {
    expect([...varintField(1, value)]).toEqual([8, ...bytes]);
  });

  it('write a field number of more than four bits', () => {
    expect([...varintField(20, 1)]).toEqual([0xa0, 1, 1]);
  });

  it('write the length before bytes and text, and floats in little endian', () => {
    expect([...bytesField(2, Uint8Array.of(7, 8, 9))]).toEqual([0x12, 3, 7, 8, 9]);
    expect([...bytesField(2, 'é')]).toEqual([0x12, 2, 0xc3, 0xa9]);
    expect([...bytesField(2, new Uint8Array(200))].slice(0, 3)).toEqual([0x12, 0xc8, 1]);
    expect([...floatField(2, 1)]).toEqual([0x15, 0, 0, 0x80, 0x3f]);
  });
});
