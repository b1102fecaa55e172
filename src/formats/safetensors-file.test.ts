import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { encodeSafetensors, type SafetensorsInput } from './safetensors.ts';
import { SafetensorsError } from './safetensors-error.ts';
import { readSafetensors, readSafetensorsHeader, readTensorValues } from './safetensors-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'safetensors-'));
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, tensors: Record<string, SafetensorsInput>): string {
  const path = join(folder, name);
  writeFileSync(path, encodeSafetensors(new Map(Object.entries(tensors)), { note: 'n' }));
  return path;
}

describe('readSafetensors', () => {
  it('reads every type into its array', () => {
    const data = {
      F32: new Float32Array([1.5]),
      F64: new Float64Array([Math.PI]),
      I64: new BigInt64Array([-5n]),
      U64: new BigUint64Array([5n]),
      I32: new Int32Array([-3]),
      U32: new Uint32Array([3]),
      I16: new Int16Array([-2]),
      U16: new Uint16Array([2]),
      I8: new Int8Array([-1]),
      U8: new Uint8Array([1]),
      BOOL: new Uint8Array([1]),
    } as const;
    const tensors = Object.fromEntries(
      Object.entries(data).map(([dtype, values]) => [
        dtype,
        { dtype: dtype as keyof typeof data, shape: [1], data: values },
      ]),
    );
    const read = readSafetensors(write('types', tensors));
    expect(read.metadata).toEqual({ note: 'n' });
    for (const [dtype, values] of Object.entries(data))
      expect(read.tensors.get(dtype)).toEqual({ dtype, shape: [1], values });
  });

  it('widens half floats', () => {
    const path = write('half', {
      b: { dtype: 'BF16', shape: [2], data: Uint16Array.of(0x3f80, 0xbf80) },
      f: { dtype: 'F16', shape: [], data: Uint16Array.of(0x3c00) },
    });
    const { tensors } = readSafetensors(path);
    expect(tensors.get('b')?.values).toEqual(Float32Array.of(1, -1));
    expect(tensors.get('f')?.values).toEqual(Float32Array.of(1));
    const entry = readSafetensorsHeader(path).tensors.get('b')!;
    expect(readTensorValues({ ...entry, dtype: 'BF16', file: path })).toEqual(Float32Array.of(1, -1));
  });

  it('names file and tensor of a type it cannot read', () => {
    const path = write('f8', { w: { dtype: 'F8_E4M3', shape: [2], data: new Uint8Array(2) } });
    expect(() => readSafetensors(path)).toThrow(/f8, tensor "w": values of dtype F8_E4M3 cannot be read/);
  });

  it('reads the goldens', () => {
    const { tensors } = readSafetensors('test/goldens/models/llama2/expected.safetensors');
    expect(tensors.get('ablate.0.greedy')?.values).toBeInstanceOf(BigInt64Array);
  });

  it('names a file that is missing, a folder, or truncated', () => {
    expect(() => readSafetensors(join(folder, 'none'))).toThrow(/none: does not exist/);
    expect(() => readSafetensors(folder)).toThrow(/is not a file/);
    const path = write('cut', { x: { dtype: 'F32', shape: [4], data: new Float32Array(4) } });
    const { offset } = readSafetensorsHeader(path).tensors.get('x')!;
    truncateSync(path, offset + 8);
    expect(() => readSafetensors(path)).toThrow(SafetensorsError);
    expect(() => readTensorValues({ dtype: 'F32', file: path, offset, byteLength: 16 })).toThrow(
      /ended at byte/,
    );
  });
});
