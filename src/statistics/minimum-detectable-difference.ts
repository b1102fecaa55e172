import { InvalidInputError } from '../errors/invalid-input-error.ts';
import { Z95 } from './wilson.ts';

/** 80% power. */
const Z80 = 0.8416212335729143;
const STEPS = 60;

/**
 * The smallest difference δ of two success rates on the same n prompts that a two-sided McNemar test at .05 finds with
 * power .8, when a share ψ of the prompts comes out differently: z₀.₉₇₅ √ψ + z₀.₈ √(ψ − δ²) ≤ δ √n. Null where even
 * δ = ψ, every discordant prompt on one side, is not found.
 */
export function minimumDetectableDifference(n: number, discordance = 0.2): number | null {
  if (!(n > 0 && discordance > 0 && discordance <= 1))
    throw new InvalidInputError(
      'detectable difference',
      `n = ${n} and discordance ${discordance} are no counts`,
    );
  const found = (delta: number): boolean =>
    Z95 * Math.sqrt(discordance) + Z80 * Math.sqrt(discordance - delta * delta) <= delta * Math.sqrt(n);
  if (!found(discordance)) return null;
  let [low, high] = [0, discordance];
  for (let i = 0; i < STEPS; i++) {
    const middle = (low + high) / 2;
    if (found(middle)) high = middle;
    else low = middle;
  }
  return high;
}
