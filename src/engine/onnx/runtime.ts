import type { InferenceSession, Tensor } from 'onnxruntime-node';
import type { ModelConfig } from '../../checkpoint/model-config.ts';
import type { QuantisedMatrix } from '../../checkpoint/precision/quantised-weights.ts';
import type { TensorIndex } from '../../checkpoint/tensor-index.ts';
import type { Provider } from './provider.ts';
import type { Segment } from './segment.ts';

export type Feeds = Record<string, Tensor>;
export type Fetched = InferenceSession.OnnxValueMapType;

export interface SessionOptions {
  readonly threads: number;
  readonly positions: number;
  /** Arithmetic of products with quantised matrices; see `LinearNodes`. */
  readonly products: 'integer' | 'float32';
  /** Default cpu. */
  readonly provider?: Provider;
}

/** A model as the decoder receives it. */
export interface LoadableModel {
  readonly config: ModelConfig;
  readonly tensors: TensorIndex;
  readonly name: string;
  /** Matrices stored in blocks of integers, by name of the weight. */
  readonly matrices?: ReadonlyMap<string, QuantisedMatrix>;
  /** Products in float16; default float32. */
  readonly half?: boolean;
}

/** The parts of onnxruntime that a decoder uses, in either build: the native one in Node, WebAssembly in a browser. */
export interface Runtime {
  readonly Tensor: typeof Tensor;
  /** Builds the graph of one segment and loads it together with the weights that it names. */
  openSession(model: LoadableModel, segment: Segment, options: SessionOptions): Promise<InferenceSession>;
  /** Loads a graph without weights, whose outputs `onDevice` (its first ones) stay in the provider's memory; absent: no such memory. */
  openGraph?(
    graph: Uint8Array,
    options: SessionOptions,
    onDevice: readonly string[],
  ): Promise<InferenceSession>;
}
