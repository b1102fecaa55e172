import { InvalidInputError } from '../errors/invalid-input-error.ts';
import type { Rate } from './rate.ts';

/**
 * 95% interval of the difference of two independent proportions, first minus second: Newcombe's hybrid score interval (1998, method
 * 10). With Wilson's intervals [l, u] of either rate,
 *
 *     d − √((p1 − l1)² + (u2 − p2)²),  d + √((u1 − p1)² + (p2 − l2)²).
 *
 * Prompts in groups widen it through the intervals of the rates. Throws {@link InvalidInputError} on a rate of 0 prompts.
 */
export function newcombeInterval(first: Rate, second: Rate): [number, number] {
  for (const { rate, interval } of [first, second])
    if (rate === null || interval === null)
      throw new InvalidInputError('difference of rates', 'one of them is of 0 prompts');
  const [p1, p2] = [first.rate!, second.rate!];
  const [[l1, u1], [l2, u2]] = [first.interval!, second.interval!];
  const difference = p1 - p2;
  return [difference - Math.hypot(p1 - l1, u2 - p2), difference + Math.hypot(u1 - p1, p2 - l2)];
}
