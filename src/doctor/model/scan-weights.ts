import { closeSync, openSync, readSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { type TensorIndex, type TensorLocation, WEIGHT_DTYPES } from '../../checkpoint/tensor-index.ts';
import { SafetensorsError } from '../../formats/safetensors-error.ts';

const CHUNK_BYTES = 2 ** 23;

export interface WeightScan {
  /** Elements of all tensors. */
  readonly values: number;
  /** Tensors with NaN or infinity in them, and how many. */
  readonly notFinite: readonly { readonly tensor: string; readonly count: number }[];
  /** Tensors of zeros only, biases apart. */
  readonly allZero: readonly string[];
}

/**
 * Examines every weight in the files as it is stored, 8 MiB at a time. `onProgress` receives bytes. Throws
 * {@link SafetensorsError} where a file ends early; rejects with the signal's reason.
 */
export async function scanWeights(
  tensors: TensorIndex,
  options: {
    readonly signal?: AbortSignal;
    readonly onProgress?: (done: number, total: number) => void;
  } = {},
): Promise<WeightScan> {
  const chunk = new Uint8Array(CHUNK_BYTES);
  const notFinite: { tensor: string; count: number }[] = [];
  const allZero: string[] = [];
  const locations = [...tensors.values()]
    // Integers of a quantised checkpoint are always finite.
    .filter(({ dtype }) => WEIGHT_DTYPES.includes(dtype))
    .sort((a, b) => (a.file === b.file ? a.offset - b.offset : a.file < b.file ? -1 : 1));
  const total = locations.reduce((sum, { byteLength }) => sum + byteLength, 0);
  let done = 0;
  let values = 0;
  for (const location of locations) {
    let count = 0;
    let zero = true;
    for (const bytes of chunksOf(location, chunk)) {
      options.signal?.throwIfAborted();
      const seen = location.dtype === 'F32' ? scanWords(bytes) : scanHalves(bytes, location.dtype);
      count += seen.notFinite;
      zero &&= seen.zero;
      done += bytes.length;
      options.onProgress?.(done, total);
      await setImmediate();
    }
    values += location.byteLength / (location.dtype === 'F32' ? 4 : 2);
    if (count > 0) notFinite.push({ tensor: location.name, count });
    if (zero && location.byteLength > 0 && !location.name.endsWith('.bias')) allZero.push(location.name);
  }
  return { values, notFinite, allZero };
}

function* chunksOf({ file, offset, byteLength }: TensorLocation, chunk: Uint8Array): Generator<Uint8Array> {
  const descriptor = openSync(file, 'r');
  try {
    for (let at = 0; at < byteLength; ) {
      // Chunks must hold whole elements: a short read would cut one.
      const length = Math.min(chunk.length, byteLength - at);
      let got = 0;
      while (got < length) {
        const read = readSync(descriptor, chunk, got, length - got, offset + at + got);
        if (read === 0) throw new SafetensorsError(file, `ended at byte ${offset + at + got}`);
        got += read;
      }
      yield chunk.subarray(0, length);
      at += length;
    }
  } finally {
    closeSync(descriptor);
  }
}

interface Seen {
  readonly notFinite: number;
  readonly zero: boolean;
}

/** NaN and infinity have every bit of the exponent set. */
function scanWords(bytes: Uint8Array): Seen {
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
  let notFinite = 0;
  let magnitudes = 0;
  for (let i = 0; i < words.length; i++) {
    if ((words[i] & 0x7f800000) === 0x7f800000) notFinite += 1;
    magnitudes |= words[i] & 0x7fffffff;
  }
  return { notFinite, zero: magnitudes === 0 };
}

function scanHalves(bytes: Uint8Array, dtype: 'BF16' | 'F16'): Seen {
  const halves = new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2);
  const exponent = dtype === 'BF16' ? 0x7f80 : 0x7c00;
  let notFinite = 0;
  let magnitudes = 0;
  for (let i = 0; i < halves.length; i++) {
    if ((halves[i] & exponent) === exponent) notFinite += 1;
    magnitudes |= halves[i] & 0x7fff;
  }
  return { notFinite, zero: magnitudes === 0 };
}
