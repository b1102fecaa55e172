import type { Precision } from '../checkpoint/precision/precision.ts';
import type { Provider } from './onnx/provider.ts';
import type { PythonEnvironment } from './transformers/python-environment.ts';
import type { TransformersOptions } from './transformers/transformers-options.ts';

/** Where a model runs on this machine: a request with its defaults resolved, and found to start. */
export type EnginePlace =
  | { readonly engine: 'onnx'; readonly provider: Provider; readonly precision: Precision }
  | {
      readonly engine: 'transformers';
      readonly options: TransformersOptions;
      readonly environment: PythonEnvironment;
      readonly precision: Precision;
    };
