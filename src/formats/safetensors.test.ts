import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeSafetensors, parseSafetensorsHeader, type SafetensorsInput } from './safetensors.ts';
import { DTYPE_BYTES, type SafetensorsDtype } from './safetensors-dtype.ts';
import { SafetensorsError } from './safetensors-error.ts';

/** A file with that header text and that many bytes of data. */
function fileOf(header: unknown, dataBytes: number): Uint8Array {
  const json = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const out = new Uint8Array(8 + json.length + dataBytes);
  new DataView(out.buffer).setBigUint64(0, BigInt(json.length), true);
  out.set(json, 8);
  return out;
}

const entry = (begin: number, end: number, shape = [(end - begin) / 4], dtype = 'F32') => ({
  dtype,
  shape,
  data_offsets: [begin, end],
});

const inputs = fc
  .uniqueArray(
    fc.record({
      name: fc.string({ minLength: 1 }).filter((name) => name !== '__metadata__'),
      dtype: fc.constantFrom(...(Object.keys(DTYPE_BYTES) as SafetensorsDtype[])),
      shape: fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 3 }),
    }),
    { selector: (tensor) => tensor.name, maxLength: 6 },
  )
  .map((list) =>
    list.map(({ name, dtype, shape }, seed): [string, SafetensorsInput] => {
      const bytes = shape.reduce((product, size) => product * size, DTYPE_BYTES[dtype]);
      return [name, { dtype, shape, data: Uint8Array.from({ length: bytes }, (_, i) => seed * 31 + i) }];
    }),
  );

describe('safetensors', () => {
  it('reads back what it wrote, aligned, whatever the order of insertion', () => {
    fc.assert(
      fc.property(inputs, fc.dictionary(fc.string(), fc.string()), (list, metadata) => {
        const bytes = encodeSafetensors(new Map(list), metadata);
        expect(encodeSafetensors(new Map([...list].reverse()), metadata)).toEqual(bytes);
        const header = parseSafetensorsHeader(bytes, 'file');
        expect(Object.entries(header.metadata).sort()).toEqual(Object.entries(metadata).sort());
        expect(header.tensors.size).toBe(list.length);
        for (const [name, { dtype, shape, data }] of list) {
          const found = header.tensors.get(name)!;
          expect([found.dtype, found.shape]).toEqual([dtype, shape]);
          expect(found.offset % DTYPE_BYTES[dtype]).toBe(0);
          expect(bytes.slice(found.offset, found.offset + found.byteLength)).toEqual(data);
        }
      }),
    );
  });

  it('respects the byte offset of views', () => {
    const data = new Float32Array([1, 2, 3, 4]).subarray(1, 3);
    const bytes = encodeSafetensors(new Map([['x', { dtype: 'F32', shape: [2], data }]]));
    const shifted = new Uint8Array(bytes.length + 3);
    shifted.set(bytes, 3);
    const { offset } = parseSafetensorsHeader(shifted.subarray(3), 'file').tensors.get('x')!;
    expect(new Float32Array(bytes.slice(offset).buffer)).toEqual(data);
  });

  it('tolerates holes and any order', () => {
    const { tensors } = parseSafetensorsHeader(
      fileOf({ b: entry(16, 24), a: entry(0, 4), __metadata__: null }, 32),
      'file',
    );
    expect([...tensors.keys()]).toEqual(['b', 'a']);
  });

  it('keeps a dtype that it does not know', () => {
    expect(
      parseSafetensorsHeader(fileOf({ x: entry(0, 4, [8], 'F4') }, 4), 'f').tensors.get('x')?.dtype,
    ).toBe('F4');
  });

  it.each<[string, Uint8Array, RegExp]>([
    ['an empty file', new Uint8Array(0), /has 0 bytes, too few/],
    ['seven bytes', new Uint8Array(7), /has 7 bytes/],
    [
      'a header longer than the file',
      fileOf({}, 0).fill(200, 0, 1),
      /claims a header of 200 bytes but has 10/,
    ],
    [
      'an absurd header length',
      new Uint8Array(64).fill(255),
      /claims a header of 18446744073709552000 bytes/,
    ],
    [
      'a Git LFS pointer',
      new TextEncoder().encode('version https://git-lfs.github.com/spec/v1\n'),
      /git lfs pull/,
    ],
    ['a header that is not JSON', fileOf('{"a": ', 0), /header is not JSON/],
    ['a header that is not UTF-8', fileOf({ a: 1 }, 0).fill(0xff, 9, 10), /header is not JSON/],
    ['a list as header', fileOf([], 0), /not a JSON object/],
    [
      'an entry without shape',
      fileOf({ a: { dtype: 'F32', data_offsets: [0, 4] } }, 4),
      /"a": its header entry needs/,
    ],
    ['a negative shape', fileOf({ a: entry(0, 4, [-1]) }, 4), /"a": its header entry needs/],
    ['a fractional offset', fileOf({ a: entry(0, 4.5, [1]) }, 8), /"a": its header entry needs/],
    ['offsets backwards', fileOf({ a: entry(8, 4, [1]) }, 8), /"a": data_offsets \[8,4\]/],
    [
      'truncated data',
      fileOf({ a: entry(0, 4), b: entry(4, 12) }, 8),
      /"b": ends at byte \d+ but the file has[\s\S]*again/,
    ],
    [
      'too few bytes for the shape',
      fileOf({ a: entry(0, 4, [2]) }, 4),
      /"a": F32 \[2\] needs 8 bytes, data_offsets give 4/,
    ],
    ['overlapping tensors', fileOf({ a: entry(0, 8), b: entry(4, 12) }, 12), /"b": overlaps tensor "a"/],
    [
      'a tensor listed twice',
      fileOf(`{"a":${JSON.stringify(entry(0, 4))},"\\u0061":${JSON.stringify(entry(4, 8))}}`, 8),
      /"a": is listed twice/,
    ],
    ['metadata that is not text', fileOf({ __metadata__: { a: 1 } }, 0), /__metadata__ must map/],
  ])('refuses %s', (_, bytes, message) => {
    const parse = () => parseSafetensorsHeader(bytes, 'weights.safetensors');
    expect(parse).toThrow(SafetensorsError);
    expect(parse).toThrow(message);
    expect(parse).toThrow('weights.safetensors');
  });

  it('never throws anything but a SafetensorsError, whatever the bytes', () => {
    const header = fc.oneof(
      fc.json(),
      fc.string(),
      fc
        .dictionary(
          fc.string(),
          fc.record({ dtype: fc.anything(), shape: fc.anything(), data_offsets: fc.anything() }),
        )
        .map((value) => JSON.stringify(value, (_, item) => (typeof item === 'bigint' ? 0 : item))),
    );
    fc.assert(
      fc.property(header, (text) => {
        try {
          parseSafetensorsHeader(fileOf(text, 16), 'f');
        } catch (error) {
          expect(error).toBeInstanceOf(SafetensorsError);
        }
      }),
    );
  });

  it('refuses to write a tensor whose bytes do not fit its shape, or a reserved name', () => {
    const data = new Float32Array(2);
    expect(() => encodeSafetensors(new Map([['x', { dtype: 'F32', shape: [3], data }]]))).toThrow(
      /"x": F32 \[3\] needs 12/,
    );
    expect(() => encodeSafetensors(new Map([['__metadata__', { dtype: 'F32', shape: [2], data }]]))).toThrow(
      /reserved/,
    );
  });
});
