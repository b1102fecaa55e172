import { InvalidInputError } from '../errors/invalid-input-error.ts';
import { requireFinite, requireSome } from './require-input.ts';
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
  /** 95% interval of the arm's difference from the mean of all possible draws, cut at ±1. */
  readonly interval: readonly [number, number];
  /** Σ (R − 1) over the arms. */
  readonly degrees: number;
  /** Standard deviation of draws of one arm, pooled. */
  readonly drawDeviation: number;
}

/**
 * Whether arms do more or less than *any* control draw of their size would, and not only than the draws that were made. If an arm is one
 * more draw, its difference D from the mean of its R draws has variance s²(1 + 1/R), s² the variance of draws pooled over the arms,
 * Σ_arms Σ_r (c_r − c̄)²/Σ_arms (R − 1); D/√(s²(1 + 1/R)) is compared with Student's t of Σ (R − 1) degrees of freedom. A few draws an arm
 * are enough, for the arms share the estimate: it supposes that draws vary about as much at one arm as at another. Prompts need no
 * groups here: their luck is in the spread of the draws.
 *
 * s is at least 1/n, n the `prompts`: one prompt is as little as a draw can differ by.
 */
export function drawPopulationTest(arms: readonly ArmWithDraws[], prompts: number): DrawPopulationTest[] {
  requireSome('draw population test: arms', arms.length);
  if (!(prompts >= 1)) throw new InvalidInputError('draw population test', `${prompts} prompts`);
  let [squares, degrees] = [0, 0];
  const means = arms.map(({ rate, draws }) => {
    requireSome('control draws', draws.length);
    requireFinite('draw population test', [rate, ...draws]);
    const mean = draws.reduce((sum, draw) => sum + draw, 0) / draws.length;
    squares += draws.reduce((sum, draw) => sum + (draw - mean) ** 2, 0);
    degrees += draws.length - 1;
    return mean;
  });
  if (degrees === 0)
    throw new InvalidInputError(
      'draw population test',
      'every arm has one control draw, so that nothing shows how draws vary',
      'Run two draws or more.',
    );
  const drawDeviation = Math.max(Math.sqrt(squares / degrees), 1 / prompts);
  return arms.map(({ rate, draws }, i) => {
    const difference = rate - means[i];
    const error = drawDeviation * Math.sqrt(1 + 1 / draws.length);
    const half = studentQuantile(degrees) * error;
    return {
      p: Math.min(1, studentTail(Math.abs(difference) / error, degrees)),
      difference,
      interval: [Math.max(-1, difference - half), Math.min(1, difference + half)],
      degrees,
      drawDeviation,
    };
  });
}
