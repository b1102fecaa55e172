import { LabError } from '../../errors/lab-error.ts';
import type { Provider } from './provider.ts';

/** A model was to be run in a precision that the execution provider does not compute in. */
export class PrecisionError extends LabError {
  readonly provider: Provider;

  constructor(provider: Provider, problem: string, cause?: unknown, precision: 'f16' | 'bf16' = 'f16') {
    super(`precision ${precision}: provider ${provider} ${problem}`, {
      remedy:
        precision === 'bf16'
          ? '`engine: transformers` computes in bfloat16; such checkpoints are read exactly with f32.'
          : 'f16 is for `provider: webgpu` or cuda on a device that computes in float16. float16 and bfloat16 checkpoints are read exactly with f32; int8 and int4 take less memory.',
      cause,
    });
    this.provider = provider;
  }
}
