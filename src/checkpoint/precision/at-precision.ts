import type { Checkpoint } from '../checkpoint.ts';
import type { Precision } from './precision.ts';

/** The same checkpoint, to be run in another precision; nothing is loaded or quantised yet. */
export function atPrecision(checkpoint: Checkpoint, precision: Precision): Checkpoint {
  if (checkpoint.precision === precision) return checkpoint;
  // Stop tokens are looked up when first needed; copying the value would look them up now.
  return Object.defineProperties({} as Checkpoint, {
    ...Object.getOwnPropertyDescriptors(checkpoint),
    precision: { value: precision, enumerable: true },
  });
}
