import { InvalidInputError } from '../errors/invalid-input-error.ts';
import { Z95 } from './wilson.ts';

/** Widening of an interval for prompts in groups. */
export interface IntervalWidening {
  /** Design effect of the differences, at least 1. */
  readonly deff?: number;
  /** Half width of the interval in standard errors. */
  readonly critical?: number;
}

/**
 * 95% interval of a paired difference of proportions (Bonett and Price 2012). Of n pairs, `onlyFirst` succeed under the
 * first condition only and `onlySecond` under the second only: with p̃1 = (b + 1)/(n + 2) and p̃2 = (c + 1)/(n + 2),
 * p̃1 − p̃2 ± 1.96 √(deff [p̃1 + p̃2 − (p̃1 − p̃2)²]/(n + 2)), cut at ±1.
 */
export function bonettPriceInterval(
  onlyFirst: number,
  onlySecond: number,
  n: number,
  widening: IntervalWidening = {},
): [number, number] {
  if (!(n > 0 && onlyFirst >= 0 && onlySecond >= 0 && onlyFirst + onlySecond <= n))
    throw new InvalidInputError(
      'paired difference',
      `${onlyFirst} and ${onlySecond} discordant pairs of ${n} are not counts`,
    );
  return pairedMeanInterval(onlyFirst - onlySecond, onlyFirst + onlySecond, n, widening);
}

/**
 * The same for the mean of n differences d in [−1, 1] that need not be −1, 0 and 1, from Σd and Σd². Bonett and Price add one
 * discordant pair on either side, which is one difference of +1 and one of −1: d̃ = Σd/(n + 2),
 * d̃ ± 1.96 √(deff [(Σd² + 2)/(n + 2) − d̃²]/(n + 2)). So differences that are all 0 do not prove themselves equal.
 */
export function pairedMeanInterval(
  sum: number,
  sumOfSquares: number,
  n: number,
  { deff = 1, critical = Z95 }: IntervalWidening = {},
): [number, number] {
  if (!(deff >= 1)) throw new InvalidInputError('design effect', `${deff} is below 1`);
  if (!(critical > 0)) throw new InvalidInputError('paired difference', `${critical} standard errors`);
  if (critical === Number.POSITIVE_INFINITY) return [-1, 1];
  const centre = sum / (n + 2);
  const variance = Math.max(0, (sumOfSquares + 2) / (n + 2) - centre * centre);
  const half = critical * Math.sqrt((deff * variance) / (n + 2));
  return [Math.max(-1, centre - half), Math.min(1, centre + half)];
}
