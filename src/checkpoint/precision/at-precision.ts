import type { Checkpoint } from '../checkpoint.ts';
import type { Precision } from './precision.ts';

/** The same checkpoint, to be run in another precision; nothing is loaded or quantised yet. */
export function atPrecision(checkpoint: Checkpoint, precision: Precision): Checkpoint {
  if (checkpoint.precision === precision) return checkpoint;
  // Stop tokens are found when they are first asked for: a copy by value would ask.
  return Object.defineProperties({} as Checkpoint, {
    ...Object.getOwnPropertyDescriptors(checkpoint),
    precision: { value: precision, enumerable: true },
  });
}
