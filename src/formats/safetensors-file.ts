import { closeSync, fstatSync, openSync } from 'node:fs';
import { readByteRange } from './byte-range.ts';
import { bfloat16ToFloat32, float16ToFloat32 } from './half-float.ts';
import { unreadable } from './json-file.ts';
import { parseSafetensorsHeader, type SafetensorsHeader, safetensorsHeaderLength } from './safetensors.ts';
import { isSafetensorsDtype, type SafetensorsDtype } from './safetensors-dtype.ts';
import { SafetensorsError } from './safetensors-error.ts';

/** Elements as JavaScript holds them: half floats widened to float32, BOOL as bytes. */
export type TensorValues =
  | Float32Array
  | Float64Array
  | BigInt64Array
  | BigUint64Array
  | Int32Array
  | Uint32Array
  | Int16Array
  | Uint16Array
  | Int8Array
  | Uint8Array;

export interface SafetensorsTensor {
  /** The type in the file. */
  readonly dtype: SafetensorsDtype;
  readonly shape: readonly number[];
  /** Row-major, a copy of its own. */
  readonly values: TensorValues;
}

/** Reads the header only; throws {@link SafetensorsError} naming the file. */
export function readSafetensorsHeader(path: string): SafetensorsHeader {
  return withFile(path, (descriptor, size) => {
    const start = readByteRange(descriptor, 0, Math.min(8, size), path);
    const length = safetensorsHeaderLength(start, path, size);
    return parseSafetensorsHeader(readByteRange(descriptor, 0, 8 + length, path), path, size);
  });
}

/** Reads every tensor of a file; throws {@link SafetensorsError} naming file and tensor. */
export function readSafetensors(path: string): {
  readonly metadata: Readonly<Record<string, string>>;
  readonly tensors: ReadonlyMap<string, SafetensorsTensor>;
} {
  const { metadata, tensors } = readSafetensorsHeader(path);
  return withFile(path, (descriptor) => ({
    metadata,
    tensors: new Map(
      [...tensors].map(([name, { dtype, shape, offset, byteLength }]) => {
        if (!isSafetensorsDtype(dtype))
          throw new SafetensorsError(path, `has unknown dtype ${dtype}`, { tensor: name });
        return [
          name,
          {
            dtype,
            shape,
            values: decode(dtype, readByteRange(descriptor, offset, byteLength, path), path, name),
          },
        ];
      }),
    ),
  }));
}

/** Reads one weight as float32 values, row-major. `file` is a path, `offset` counts from its start. */
export function readTensorValues(location: {
  readonly file: string;
  readonly dtype: 'BF16' | 'F16' | 'F32';
  readonly offset: number;
  readonly byteLength: number;
}): Float32Array {
  const { file, dtype, offset, byteLength } = location;
  return withFile(
    file,
    (descriptor) => decode(dtype, readByteRange(descriptor, offset, byteLength, file), file) as Float32Array,
  );
}

function decode(
  dtype: SafetensorsDtype,
  bytes: Uint8Array<ArrayBuffer>,
  file: string,
  tensor?: string,
): TensorValues {
  const { buffer } = bytes;
  switch (dtype) {
    case 'F32':
      return new Float32Array(buffer);
    case 'F64':
      return new Float64Array(buffer);
    case 'BF16':
      return bfloat16ToFloat32(new Uint16Array(buffer));
    case 'F16':
      return float16ToFloat32(new Uint16Array(buffer));
    case 'I64':
      return new BigInt64Array(buffer);
    case 'U64':
      return new BigUint64Array(buffer);
    case 'I32':
      return new Int32Array(buffer);
    case 'U32':
      return new Uint32Array(buffer);
    case 'I16':
      return new Int16Array(buffer);
    case 'U16':
      return new Uint16Array(buffer);
    case 'I8':
      return new Int8Array(buffer);
    case 'U8':
    case 'BOOL':
      return bytes;
    default:
      throw new SafetensorsError(
        file,
        `values of dtype ${dtype} cannot be read`,
        tensor === undefined ? {} : { tensor },
      );
  }
}

function withFile<T>(path: string, use: (descriptor: number, size: number) => T): T {
  let descriptor: number;
  try {
    descriptor = openSync(path, 'r');
  } catch (error) {
    throw new SafetensorsError(path, unreadable(error));
  }
  try {
    const stat = fstatSync(descriptor);
    if (!stat.isFile()) throw new SafetensorsError(path, 'is not a file');
    return use(descriptor, stat.size);
  } finally {
    closeSync(descriptor);
  }
}
