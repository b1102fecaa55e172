import { InvalidInputError } from '../errors/invalid-input-error.ts';
import { Z95 } from './wilson.ts';

/**
 * 95% interval of a paired difference of proportions (Bonett and Price 2012). Of n pairs, `onlyFirst` succeed under the
 * first condition only and `onlySecond` under the second only: with p̃1 = (b + 1)/(n + 2) and p̃2 = (c + 1)/(n + 2),
 * p̃1 − p̃2 ± 1.96 √([p̃1 + p̃2 − (p̃1 − p̃2)²]/(n + 2)), cut at ±1.
 */
export function bonettPriceInterval(onlyFirst: number, onlySecond: number, n: number): [number, number] {
  if (!(n > 0 && onlyFirst >= 0 && onlySecond >= 0 && onlyFirst + onlySecond <= n))
    throw new InvalidInputError(
      'paired difference',
      `${onlyFirst} and ${onlySecond} discordant pairs of ${n} are no counts`,
    );
  const [first, second] = [(onlyFirst + 1) / (n + 2), (onlySecond + 1) / (n + 2)];
  const centre = first - second;
  const half = Z95 * Math.sqrt((first + second - centre * centre) / (n + 2));
  return [Math.max(-1, centre - half), Math.min(1, centre + half)];
}
