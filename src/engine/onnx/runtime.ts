import type { InferenceSession, Tensor } from 'onnxruntime-node';
import type { ModelConfig } from '../../checkpoint/model-config.ts';
import type { TensorIndex } from '../../checkpoint/tensor-index.ts';
import type { Provider } from './provider.ts';
import type { Segment } from './segment.ts';

export type Feeds = Record<string, Tensor>;
export type Fetched = InferenceSession.OnnxValueMapType;

export interface SessionOptions {
  readonly threads: number;
  readonly positions: number;
  /** Default cpu. */
  readonly provider?: Provider;
}

/** What a decoder needs of onnxruntime, whichever build of it runs: the native one in Node, WebAssembly in a browser. */
export interface Runtime {
  readonly Tensor: typeof Tensor;
  /** Builds the graph of one segment and loads it together with the weights that it names. */
  openSession(
    model: { readonly config: ModelConfig; readonly tensors: TensorIndex; readonly name: string },
    segment: Segment,
    options: SessionOptions,
  ): Promise<InferenceSession>;
}
