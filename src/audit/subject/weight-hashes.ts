import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import { basename } from 'node:path';
import type { TensorIndex } from '../../checkpoint/tensor-index.ts';

const CHUNK_BYTES = 2 ** 23;

const known = new WeakMap<TensorIndex, Record<string, string>>();

/**
 * SHA-256 of every weights file, by file name; read once for an opened checkpoint. Files are read in chunks: a shard may be
 * larger than a buffer can be.
 */
export function weightHashes(tensors: TensorIndex): Record<string, string> {
  const found = known.get(tensors) ?? hashFiles(tensors);
  known.set(tensors, found);
  return { ...found };
}

function hashFiles(tensors: TensorIndex): Record<string, string> {
  const files = [...new Set([...tensors.values()].map(({ file }) => file))].sort();
  return Object.fromEntries(files.map((file) => [basename(file), hashFile(file)]));
}

/** SHA-256 of a file of any size. */
export function hashFile(file: string): string {
  const hash = createHash('sha256');
  const chunk = new Uint8Array(CHUNK_BYTES);
  const descriptor = openSync(file, 'r');
  try {
    for (let read = readSync(descriptor, chunk); read > 0; read = readSync(descriptor, chunk))
      hash.update(chunk.subarray(0, read));
  } finally {
    closeSync(descriptor);
  }
  return hash.digest('hex');
}
