import { InvalidInputError } from '../errors/invalid-input-error.ts';
import { requireCount, requireSome } from './require-input.ts';
import { studentQuantile, studentTail } from './student-quantile.ts';

/** Success rates of an arm and of its control draws, all on the same prompts. */
export interface ArmWithDraws {
  readonly rate: number;
  readonly draws: readonly number[];
}

export interface DrawPopulationTest {
  readonly p: number;
  /** The arm's rate minus the mean of its draws. */
  readonly difference: number;
  /** 95% interval: the arm's rate minus the plausible rates of a draw; holds 0 where p ≥ .05. */
  readonly interval: readonly [number, number];
  /** Σ (R − 1) over the arms. */
  readonly degrees: number;
  /** Standard deviation s of the draws of one arm on the stabilised scale, pooled. */
  readonly drawDeviation: number;
}

/**
 * Tests whether arms do more or less than *any* control draw of their size would, not only than the draws that were made. Rates are
 * compared as y = asin √((k + 3/8)/(n + 3/4)), k = rate · n of n prompts (Anscombe 1948), whose spread does not grow with the rate. If an
 * arm is one more draw, its y differs from the mean of its R draws with variance s²(1 + 1/R), s² pooled over the arms,
 * Σ_arms Σ_r (y_r − ȳ)²/Σ_arms (R − 1): compared with Student's t of Σ (R − 1) degrees of freedom. A few draws per arm are enough, for
 * the arms share the estimate: it supposes that draws vary about as much at one arm as at another. Prompts need no groups here: their
 * luck is in the spread of the draws. s is at least 1/n.
 */
export function drawPopulationTest(arms: readonly ArmWithDraws[], prompts: number): DrawPopulationTest[] {
  requireSome('draw population test: arms', arms.length);
  requireCount('draw population test: prompts', prompts, 1);
  let [squares, degrees] = [0, 0];
  const means = arms.map(({ rate, draws }) => {
    requireSome('control draws', draws.length);
    for (const value of [rate, ...draws])
      if (!(value >= 0 && value <= 1))
        throw new InvalidInputError('draw population test', `${value} is not a rate`);
    const stabilised = draws.map((draw) => stabilise(draw, prompts));
    const mean = stabilised.reduce((sum, y) => sum + y, 0) / draws.length;
    squares += stabilised.reduce((sum, y) => sum + (y - mean) ** 2, 0);
    degrees += draws.length - 1;
    return mean;
  });
  if (degrees === 0)
    throw new InvalidInputError(
      'draw population test',
      'every arm has one control draw, which cannot show how draws vary',
      'Run two draws or more.',
    );
  const drawDeviation = Math.max(Math.sqrt(squares / degrees), 1 / prompts);
  return arms.map(({ rate, draws }, i) => {
    const error = drawDeviation * Math.sqrt(1 + 1 / draws.length);
    const half = studentQuantile(degrees) * error;
    return {
      p: Math.min(1, studentTail(Math.abs(stabilise(rate, prompts) - means[i]) / error, degrees)),
      difference: rate - draws.reduce((sum, draw) => sum + draw, 0) / draws.length,
      interval: [rate - rateAt(means[i] + half, prompts), rate - rateAt(means[i] - half, prompts)],
      degrees,
      drawDeviation,
    };
  });
}

function stabilise(rate: number, prompts: number): number {
  return Math.asin(Math.sqrt((rate * prompts + 3 / 8) / (prompts + 3 / 4)));
}

/** The rate that {@link stabilise} takes to y, the nearest in [0, 1]. */
function rateAt(y: number, prompts: number): number {
  const sine = Math.sin(Math.min(Math.PI / 2, Math.max(0, y)));
  return Math.min(1, Math.max(0, (sine * sine * (prompts + 3 / 4) - 3 / 8) / prompts));
}
