import type { Precision } from '../checkpoint/precision/precision.ts';
import type { ProviderChoice } from './onnx/provider.ts';

/** How and where a model is run. Every field has a default; none changes what is computed beyond its precision. */
export interface EngineRequest {
  /** How weights are held and multiplied; default `f32`. */
  readonly precision?: Precision;
  /** onnxruntime's execution provider; default `cpu`. `auto`: the first of cuda and webgpu that is faster than the CPU. */
  readonly provider?: ProviderChoice;
  /** Bytes for a large model's engines, at most; default what is available. */
  readonly memory?: number;
  /** Threads per engine; default one per core. */
  readonly threads?: number;
  /** Engines side by side; default one per core for small models, else 1. Only an audit takes more than one. */
  readonly workers?: number;
}
