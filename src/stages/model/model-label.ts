import type { Checkpoint } from '../../checkpoint/checkpoint.ts';
import { precisionName } from '../../checkpoint/precision/precision.ts';

/** A model's name as output names it; an approximation's precision is part of it. */
export function modelLabel({ name, precision }: Pick<Checkpoint, 'name' | 'precision'>): string {
  return precision === 'f32' ? name : `${name} in ${precisionName(precision)}`;
}
