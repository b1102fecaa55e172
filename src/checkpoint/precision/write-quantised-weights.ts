import { closeSync, openSync } from 'node:fs';
import { setImmediate as pause } from 'node:timers/promises';
import { readByteRange } from '../../formats/byte-range.ts';
import { readTensorValues } from '../../formats/safetensors-file.ts';
import { SafetensorsStream } from '../../formats/safetensors-stream.ts';
import type { ModelConfig } from '../model-config.ts';
import { TensorError } from '../tensor-error.ts';
import type { TensorIndex, TensorLocation } from '../weight-locations.ts';
import { quantiseRows } from './quantise-rows.ts';
import { type QuantisedPrecision, quantisedLayout } from './quantised-layout.ts';

/** Bytes of the checkpoint in memory at once; the float32 values of them take up to twice that. */
const CHUNK_BYTES = 2 ** 24;

/**
 * Quantises a checkpoint's matrices into one safetensors file, some rows at a time. Returns the file's SHA-256. Rejects with
 * {@link TensorError} on a weight that is not finite, with the signal's reason where it is aborted; the file is then unfinished.
 */
export async function writeQuantisedWeights(
  file: string,
  model: { readonly config: ModelConfig; readonly tensors: TensorIndex },
  precision: QuantisedPrecision,
  options: {
    readonly metadata: Readonly<Record<string, string>>;
    readonly signal?: AbortSignal;
    /** Bytes of the checkpoint done so far, and in total. */
    readonly onProgress?: (done: number, total: number) => void;
  },
): Promise<string> {
  const layout = quantisedLayout(model, precision);
  const sourceOf = (name: string): TensorLocation => model.tensors.get(name)!;
  const works = layout.filter(({ name, source, bits }) => bits !== undefined || name === source);
  const total = works.reduce((sum, { source }) => sum + sourceOf(source).byteLength, 0);
  let done = 0;
  const stream = new SafetensorsStream(file, layout, options.metadata);
  try {
    for (const { source, bits } of works) {
      const location = sourceOf(source);
      const columns = location.shape.at(-1)!;
      const rowBytes = (location.byteLength / location.shape.reduce((a, b) => a * b, 1)) * columns;
      const step = Math.max(1, Math.floor(CHUNK_BYTES / rowBytes)) * rowBytes;
      const scales: Float32Array[] = [];
      for (let offset = 0; offset < location.byteLength; offset += step) {
        options.signal?.throwIfAborted();
        const part = {
          ...location,
          offset: location.offset + offset,
          byteLength: Math.min(step, location.byteLength - offset),
        };
        if (bits === undefined) stream.write(bytesOf(part));
        else {
          const quantised = quantiseRows(readTensorValues(part), columns, bits);
          if (quantised.scales.some((scale) => !Number.isFinite(scale)))
            throw new TensorError(source, 'holds a value that is not finite, which cannot be quantised', {
              remedy: 'The checkpoint is damaged: download it again.',
            });
          stream.write(quantised.values);
          scales.push(quantised.scales);
        }
        done += part.byteLength;
        options.onProgress?.(done, total);
        await pause();
      }
      for (const piece of scales) stream.write(piece);
    }
    return stream.finish();
  } finally {
    stream.close();
  }
}

function bytesOf({ file, offset, byteLength }: TensorLocation): Uint8Array {
  const descriptor = openSync(file, 'r');
  try {
    return readByteRange(descriptor, offset, byteLength, file);
  } finally {
    closeSync(descriptor);
  }
}
