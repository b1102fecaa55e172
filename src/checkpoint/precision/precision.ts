/**
 * How a model's weights are held and its products computed. `f32`: as float32, whatever type the checkpoint stores. `int8`, `int4`:
 * matrices in blocks of integers with a scale each, products in integers.
 */
export const PRECISIONS = ['f32', 'int8', 'int4'] as const;
export type Precision = (typeof PRECISIONS)[number];

/** What files call it. */
export type PrecisionName = 'float32' | 'int8' | 'int4';

export function precisionName(precision: Precision): PrecisionName {
  return precision === 'f32' ? 'float32' : precision;
}
