import type { BufferPool } from './buffer-pool.ts';
import type { DeviceCache } from './device-cache.ts';
import { compactRows, gatherRows, type HeadShape, type KeyValueCache } from './key-value-cache.ts';

/** Keys and values of a batch, in the host's memory or in the provider's. */
export type BatchCache = KeyValueCache | DeviceCache;

/** One row of a cache, to be gathered with rows of other caches. */
export interface CachedRow {
  readonly cache: BatchCache;
  readonly row: number;
  readonly valid: number;
}

/** Operations of decoding on caches, on the host or on a device. */
export interface RowCaches {
  /** Copies rows of one or several caches into a new one, cut to the longest valid row plus `spare` empty places, if they can be used. */
  gather(rows: readonly CachedRow[], spare: number): Promise<BatchCache>;
  /** The cache with only the rows `kept` (ascending); the argument is released. */
  keep(cache: BatchCache, kept: readonly number[]): Promise<BatchCache>;
  /** Frees a cache that is not used again. */
  release(cache: BatchCache): void;
  dispose(): Promise<void>;
}

/** Caches in the host's memory. `append`: they stay in place while tokens are added. `buffers`: where their arrays come from. */
export function hostRowCaches(shape: HeadShape, append: boolean, buffers: BufferPool): RowCaches {
  return {
    gather: async (rows, spare) =>
      gatherRows(rows.map(onHost), shape, append ? spare : 0, (size) => buffers.take(size)),
    keep: async (cache, kept) => {
      const host = hostCache(cache);
      return append
        ? compactRows(host, kept, shape)
        : gatherRows(
            kept.map((row) => ({ cache: host, row, valid: host.valid[row] })),
            shape,
          );
    },
    release(cache) {
      const { keys, values } = hostCache(cache);
      for (const array of [...keys, ...values]) if (array) buffers.give(array);
    },
    async dispose() {
      // Nothing to free.
    },
  };
}

/** Narrows to a cache in the host's memory, where only such caches can occur. */
export function hostCache(cache: BatchCache): KeyValueCache {
  if ('device' in cache) throw new TypeError('this cache is on the device');
  return cache;
}

function onHost({ cache, row, valid }: CachedRow) {
  return { cache: hostCache(cache), row, valid };
}
