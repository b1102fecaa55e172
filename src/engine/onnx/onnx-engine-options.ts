import type { Provider } from './provider.ts';

export interface OnnxEngineOptions {
  /** Threads of one session; default 1 for small models, else all cores. */
  readonly threads?: number;
  /** Longest sequence; default the model's own limit, at most 4096. */
  readonly positions?: number;
  /** Blocks per segment of the chain; default: one segment. */
  readonly layersPerSegment?: number;
  /** One graph with every port and capture instead of one per set of sites; default true for large models. */
  readonly universal?: boolean;
  /** Execution provider; default cpu. Not checked: see `resolveProvider`. */
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
   * Decode against a cache that stays in place; default true. A small model has a separate graph for it; a large one runs whole sequences
   * through it too, unless they are long, and computes their common beginning once.
   */
  readonly append?: boolean;
  /** Most bytes of keys and values held for completions: rows are decoded in groups that fit; default no limit. */
  readonly cacheBytes?: number;
  /**
   * Load only the first this many blocks of a large model, without the head: for captures in them. Small models load only what a request
   * needs anyway. Default: the whole model.
   */
  readonly captureBlocks?: number;
  /**
   * Load this many blocks at a time, run every prompt through them, free them: captures of models larger than memory. Such an engine
   * does nothing else. Default: the whole model.
   */
  readonly layersAtOnce?: number;
  /** Memory for the unattacked model's states, in bytes; default 1 GiB. */
  readonly reuseBytes?: number;
  /** Verified weights file of an int8 or int4 checkpoint; default: found in the cache or made. */
  readonly quantisedFile?: string;
  /** Arithmetic of products with quantised matrices; default integers. `float32` is for checking: see `WeightNodes`. */
  readonly products?: 'integer' | 'float32';
}
