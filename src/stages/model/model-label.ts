import type { Checkpoint } from '../../checkpoint/checkpoint.ts';
import { precisionName } from '../../checkpoint/precision/precision.ts';

/** A model's name in output, with the precision if it is an approximation. */
export function modelLabel({ name, precision }: Pick<Checkpoint, 'name' | 'precision'>): string {
  return precision === 'f32' ? name : `${name} in ${precisionName(precision)}`;
}
