export interface OnnxEngineOptions {
  /** Threads of one session; default 1 for small models, else all cores. */
  readonly threads?: number;
  /** Longest sequence; default the model's own limit, at most 4096. */
  readonly positions?: number;
  /** Blocks a segment of the chain; default: one segment. */
  readonly layersPerSegment?: number;
  /** One graph with every port and capture instead of one a set of sites; default true for large models. */
  readonly universal?: boolean;
  /** Rows and padded tokens of one batch. */
  readonly maxRows?: number;
  readonly maxTokens?: number;
  /** Unfinished rows gathered before they are decoded together; default 1024 for small models, else 64. */
  readonly decodeRows?: number;
  /** Keep the unattacked model's states and start below an intervention from them; default true for small models. */
  readonly reuse?: boolean;
  /** Decode against a cache that stays in place, with a graph of its own; default true for small models. */
  readonly append?: boolean;
  /** Memory for those states, in bytes; default 1 GiB. */
  readonly reuseBytes?: number;
  /** Where the checkpoint's precision is int8 or int4: its weights file, verified; default: found in the cache or made. */
  readonly quantisedFile?: string;
  /** How products with quantised matrices are computed; default in integers. `float32` is for checking: see `WeightNodes`. */
  readonly products?: 'integer' | 'float32';
}
