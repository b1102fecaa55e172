import type { Precision } from '../checkpoint/precision/precision.ts';
import type { EngineName } from './engine-name.ts';
import type { ProviderChoice } from './onnx/provider.ts';
import type { TransformersOptions } from './transformers/transformers-options.ts';

/** Settings for running a model. Every field has a default; none changes what is computed beyond its precision. */
export interface EngineRequest extends TransformersOptions {
  /**
   * `onnx` (default): nothing to install, the architectures of docs/models. `transformers`: in a Python process of the user's own,
   * every causal architecture and every device of PyTorch's; `python`, `device`, `dtype` and `deviceMap` are its settings.
   */
  readonly engine?: EngineName;
  /** Precision of weights and products in onnxruntime; default `f32`. */
  readonly precision?: Precision;
  /** onnxruntime's execution provider; default `cpu`. `auto`: the first of cuda and webgpu that is faster than the CPU. */
  readonly provider?: ProviderChoice;
  /** Most bytes that a large model's engines may use in onnxruntime; default: the memory available. */
  readonly memory?: number;
  /** Threads per engine; default one per core. */
  readonly threads?: number;
  /** Engines side by side; default one per core for small models in onnxruntime, else 1. Only an audit takes more than one. */
  readonly workers?: number;
}
