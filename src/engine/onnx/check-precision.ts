import type { Precision } from '../../checkpoint/precision/precision.ts';
import { PrecisionError } from './precision-error.ts';
import type { Provider } from './provider.ts';

/**
 * Refuses float16 on the CPU with {@link PrecisionError}: onnxruntime has no such products there. `resolveProvider` finds out whether
 * another provider's device has them.
 */
export function checkPrecision(precision: Precision, provider: Provider): void {
  if (precision === 'bf16')
    throw new PrecisionError(provider, 'has no products of bfloat16', undefined, 'bf16');
  if (precision === 'f16' && provider === 'cpu')
    throw new PrecisionError(
      provider,
      'has no products of half floats: every weight would be converted at every step, which is slower than f32 and takes more memory',
    );
}
