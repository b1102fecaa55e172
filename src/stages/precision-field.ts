import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import type { Precision } from '../checkpoint/precision/precision.ts';

/** What marks results of quantised weights: `{ precision: 'int8' }`; nothing for float32, which files have always meant. */
export function precisionField({ precision }: Pick<Checkpoint, 'precision'>): {
  readonly precision?: Exclude<Precision, 'f32'>;
} {
  return precision === 'f32' ? {} : { precision };
}
