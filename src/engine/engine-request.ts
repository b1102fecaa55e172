import type { Precision } from '../checkpoint/precision/precision.ts';
import type { ProviderChoice } from './onnx/provider.ts';

/** Settings for running a model. Every field has a default; none changes what is computed beyond its precision. */
export interface EngineRequest {
  /** Precision of weights and products; default `f32`. */
  readonly precision?: Precision;
  /** onnxruntime's execution provider; default `cpu`. `auto`: the first of cuda and webgpu that is faster than the CPU. */
  readonly provider?: ProviderChoice;
  /** Most bytes that a large model's engines may use; default: the memory available. */
  readonly memory?: number;
  /** Threads per engine; default one per core. */
  readonly threads?: number;
  /** Engines side by side; default one per core for small models, else 1. Only an audit takes more than one. */
  readonly workers?: number;
}
