import type { Tensor } from 'onnxruntime-node';
import type { Segment } from './segment.ts';

/**
 * Keys and values of a batch in the memory of the provider that computed them: by layer, each [rows, kvHeads, length, headDimension].
 *
 * A session of onnxruntime-node 1.30 whose outputs stay on the device binds them once and for all: an output that an earlier run
 * fetched and a later one does not comes back in the place of another. Such a session fetches the same outputs in every run.
 */
export interface DeviceCache {
  readonly rows: number;
  readonly length: number;
  /** Number of tokens in each row. */
  readonly valid: readonly number[];
  /** [rows, length]: 0 where a place holds one of them, −∞ elsewhere; new tokens come behind the last place, so rows have holes. */
  readonly mask: Float32Array;
  /** By the name of the graph's output, see {@link presentNames}. */
  readonly device: ReadonlyMap<string, Tensor>;
}

/** A segment's keys and values as outputs of its graph. */
export function presentNames({ firstLayer, endLayer }: Pick<Segment, 'firstLayer' | 'endLayer'>): string[] {
  return Array.from({ length: endLayer - firstLayer }, (_, i) => firstLayer + i).flatMap((layer) => [
    `present_key.${layer}`,
    `present_value.${layer}`,
  ]);
}

/** Frees the device's memory now: a tensor is a few bytes here but holds megabytes there until it is collected. */
export function disposeDevice(tensors: ReadonlyMap<string, Tensor>): void {
  for (const tensor of tensors.values()) tensor.dispose();
}

/** Places up to the last of a row's first `valid` tokens. */
export function occupiedLength({ length, mask }: DeviceCache, row: number, valid: number): number {
  let held = 0;
  let place = 0;
  for (; held < valid && place < length; place++) if (mask[row * length + place] === 0) held += 1;
  if (held < valid) throw new RangeError(`row ${row} of a cache holds ${held} tokens, not ${valid}`);
  return place;
}

/** The mask of a cache after new tokens were appended: row r owns `counts[r]` of the `tokens` places. */
export function grownMask(mask: Float32Array, counts: readonly number[], tokens: number): Float32Array {
  const past = mask.length / counts.length;
  const length = past + tokens;
  const grown = new Float32Array(counts.length * length).fill(Number.NEGATIVE_INFINITY);
  counts.forEach((count, row) => {
    grown.set(mask.subarray(row * past, (row + 1) * past), row * length);
    grown.fill(0, row * length + past, row * length + past + count);
  });
  return grown;
}
