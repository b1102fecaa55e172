import type { Provider } from './provider.ts';

export interface OnnxEngineOptions {
  /** Threads of one session; default 1 for small models, else all cores. */
  readonly threads?: number;
  /** Longest sequence; default the model's own limit, at most 4096. */
  readonly positions?: number;
  /** Blocks a segment of the chain; default: one segment. */
  readonly layersPerSegment?: number;
  /** One graph with every port and capture instead of one per set of sites; default true for large models. */
  readonly universal?: boolean;
  /** Where it is computed; default cpu. Not checked: see `resolveProvider`. */
  readonly provider?: Provider;
  /** Rows and padded tokens of one batch. */
  readonly maxRows?: number;
  readonly maxTokens?: number;
  /** Unfinished rows gathered before they are decoded together; default 1024 for small models, else 64. */
  readonly decodeRows?: number;
  /** Memory for the graphs that a small model keeps loaded, in bytes; default that of the fewest (see `keptGraphs`), which it keeps in any case. */
  readonly graphBytes?: number;
  /** Keep the unattacked model's states and start below an intervention from them; default true for small models. */
  readonly reuse?: boolean;
  /**
   * Decode against a cache that stays in place; default true. A small model has a graph of its own for it; a large one runs whole sequences
   * through it too, unless they are long, and computes what they begin with in common once.
   */
  readonly append?: boolean;
  /** Keys and values that may be held for completions, in bytes: rows are decoded in groups that fit; default no limit. */
  readonly cacheBytes?: number;
  /**
   * Load the first so many blocks of a large model and no head: for captures in them, and nothing else. Small models load what a request
   * reaches anyway. Default: the whole model.
   */
  readonly captureBlocks?: number;
  /**
   * Load so many blocks at a time, run every prompt through them, free them: captures of models larger than memory. Such an engine
   * does nothing else. Default: the whole model.
   */
  readonly layersAtOnce?: number;
  /** Memory for those states, in bytes; default 1 GiB. */
  readonly reuseBytes?: number;
  /** Where the checkpoint's precision is int8 or int4: its weights file, verified; default: found in the cache or made. */
  readonly quantisedFile?: string;
  /** How products with quantised matrices are computed; default in integers. `float32` is for checking: see `WeightNodes`. */
  readonly products?: 'integer' | 'float32';
}
