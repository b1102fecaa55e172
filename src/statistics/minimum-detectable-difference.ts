import { InvalidInputError } from '../errors/invalid-input-error.ts';
import { normalQuantile } from './normal-quantile.ts';
import { requireCount } from './require-input.ts';
import { Z95 } from './wilson.ts';

/** 80% power. */
const Z80 = 0.8416212335729143;
const SIGNIFICANCE = 0.05;
const STEPS = 60;

export interface DetectableOptions {
  /** Design effect of the differences: n/deff independent prompts. */
  readonly deff?: number;
  /** Number of tests that Holm adjusts over. The smallest p-value is held to .05/family. */
  readonly family?: number;
}

/**
 * The smallest difference δ of two success rates on the same n prompts that a two-sided paired test finds with power .8, when a
 * share ψ of the prompts comes out differently: z_{1 − α/2} √ψ + z₀.₈ √(ψ − δ²) ≤ δ √(n/deff), α = .05/family. For one test
 * of its own family = 1; for one arm among m, Holm asks p < .05/m of it when it is the only one that differs. A normal
 * approximation: with fewer than some 20 discordant prompts the exact test needs more. Null where even δ = ψ, every
 * discordant prompt on one side, is not found.
 */
export function minimumDetectableDifference(
  n: number,
  discordance = 0.2,
  { deff = 1, family = 1 }: DetectableOptions = {},
): number | null {
  if (!(n > 0 && discordance > 0 && discordance <= 1))
    throw new InvalidInputError(
      'detectable difference',
      `n = ${n} and discordance ${discordance} are not counts`,
    );
  if (!(deff >= 1 && deff < Number.POSITIVE_INFINITY))
    throw new InvalidInputError('detectable difference', `design effect ${deff}`);
  requireCount('family', family, 1);
  const critical = family === 1 ? Z95 : -normalQuantile(SIGNIFICANCE / 2 / family);
  const root = Math.sqrt(n / deff);
  const found = (delta: number): boolean =>
    critical * Math.sqrt(discordance) + Z80 * Math.sqrt(discordance - delta * delta) <= delta * root;
  if (!found(discordance)) return null;
  let [low, high] = [0, discordance];
  for (let i = 0; i < STEPS; i++) {
    const middle = (low + high) / 2;
    if (found(middle)) high = middle;
    else low = middle;
  }
  return high;
}
