import type { Decoder } from './decoder.ts';
import type { ForwardPasses, RequestPath } from './forward-passes.ts';
import type { RowCaches } from './row-caches.ts';

/** The parts of the engine that generation uses. */
export interface GreedyHost {
  readonly decoder: Decoder;
  readonly passes: ForwardPasses;
  readonly path: RequestPath;
  readonly caches: RowCaches;
  /** Decode against a cache that stays in place. */
  readonly append: boolean;
  /** Unfinished rows gathered before they are decoded together. */
  readonly decodeRows: number;
  /** Keys and values that may be held, in bytes. */
  readonly cacheBytes: number;
}
