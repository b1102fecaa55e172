import type { Precision } from '../../checkpoint/precision/precision.ts';
import { DTYPES, type Dtype } from './transformers-options.ts';

const PRECISION = { float32: 'f32', bfloat16: 'bf16', float16: 'f16' } as const satisfies Record<
  Dtype,
  Precision
>;

/** The precision that results of a checkpoint that is not quantised are marked with. */
export const precisionOfDtype = (dtype: Dtype): Precision => PRECISION[dtype];

/** The inverse; undefined for precisions that only onnxruntime has. */
export const dtypeOfPrecision = (precision: Precision): Dtype | undefined =>
  DTYPES.find((dtype) => PRECISION[dtype] === precision);
