import type { CachedRow } from './row-caches.ts';

/** A row that greedy decoding has not finished. Its last token is not in the cache yet. */
export interface OpenRow {
  readonly index: number;
  readonly tokens: number[];
  /** The guess that was followed last; `tokens` but for their last one are its beginning. */
  readonly followed: readonly number[];
  /** Absent where keys and values were not kept. */
  readonly source?: CachedRow;
}

/** A row and the alternative that begins with its tokens. */
export interface Tried {
  readonly row: OpenRow;
  readonly draft: readonly number[];
}
