import { InvalidInputError } from '../errors/invalid-input-error.ts';
import type { Sample } from '../linalg/sample.ts';
import { RandomStream } from '../statistics/random-stream.ts';

/**
 * Splits a class into rows to fit on and a share of rows to judge with, the same at every site with as many rows; seeded,
 * rows in their old order. Throws {@link InvalidInputError} unless 0 < share < 1 and both parts have three rows.
 */
export function splitHeldOut(
  { rows, count, dimension }: Sample,
  options: { readonly share: number; readonly seed: number; readonly label: string },
): { readonly fit: Sample; readonly heldOut: Sample } {
  const { share, seed, label } = options;
  if (!(share > 0 && share < 1))
    throw new InvalidInputError('held-out share', `${share} is not between 0 and 1`);
  const held = Math.round(count * share);
  if (held < 3 || count - held < 3)
    throw new InvalidInputError(
      `${label} activations`,
      `${count} rows leave ${count - held} to fit on and ${held} held out, three of each are needed`,
      'Capture more prompts.',
    );
  const order = new RandomStream(seed, `held out ${label}`).shuffle(
    Int32Array.from({ length: count }, (_, i) => i),
  );
  const take = (numbers: Int32Array): Sample => {
    const taken = new Float32Array(numbers.length * dimension);
    for (const [to, from] of numbers.sort().entries())
      taken.set(rows.subarray(from * dimension, (from + 1) * dimension), to * dimension);
    return { rows: taken, count: numbers.length, dimension };
  };
  return { heldOut: take(order.slice(0, held)), fit: take(order.slice(held)) };
}
