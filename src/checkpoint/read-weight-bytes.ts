import { closeSync, openSync } from 'node:fs';
import { readByteRange } from '../formats/byte-range.ts';
import type { TensorLocation } from './weight-locations.ts';

/** `length` bytes of a weight from its byte `from`, as the file stores them. Throws SafetensorsError where the file ends before. */
export function readWeightBytes(
  { file, offset }: TensorLocation,
  from: number,
  length: number,
): Uint8Array<ArrayBuffer> {
  const descriptor = openSync(file, 'r');
  try {
    return readByteRange(descriptor, offset + from, length, file);
  } finally {
    closeSync(descriptor);
  }
}
