import type { Checkpoint } from '../checkpoint/checkpoint.ts';

/** A model's name as output names it; what it was quantised to is part of it. */
export function modelLabel({ name, precision }: Pick<Checkpoint, 'name' | 'precision'>): string {
  return precision === 'f32' ? name : `${name} in ${precision}`;
}
