import { InvalidInputError } from '../errors/invalid-input-error.ts';
import { Z95 } from './wilson.ts';

/** Of n labelled completions of one true class, the judge got k right. */
export interface JudgeShare {
  readonly k: number;
  readonly n: number;
}

export interface CorrectedRate {
  /** Rogan and Gladen's estimate in [0, 1]; null where sensitivity + specificity ≤ 1: such a judge carries no information. */
  readonly rate: number | null;
  /** Lang and Reiczigel's 95% interval; null where the rate is. */
  readonly interval: readonly [number, number] | null;
  readonly sensitivity: number;
  readonly specificity: number;
  /** The estimate was outside [0, 1] and was cut: judge and rate do not fit together well. */
  readonly cut: boolean;
}

function share({ k, n }: JudgeShare, subject: string): number {
  if (!(n > 0 && k >= 0 && k <= n)) throw new InvalidInputError(subject, `${k} of ${n} is not a proportion`);
  return k / n;
}

/**
 * The true rate behind a judge that errs (Rogan and Gladen 1978): of n completions the judge passed k, p = k/n;
 * π = (p + Sp − 1)/(Se + Sp − 1), cut at 0 and 1. Sensitivity Se and specificity Sp come from `sensitivity.n` truly positive and
 * `specificity.n` truly negative labelled completions, and the interval carries their uncertainty (Lang and Reiczigel 2014): with
 * p̃ = (k + z²/2)/(n + z²), S̃ = (k + 1)/(n + 2) and π̃ from these,
 *
 *     δ = 2 z² [π̃ S̃e(1 − S̃e)/(n_Se + 2) − (1 − π̃) S̃p(1 − S̃p)/(n_Sp + 2)]
 *     π̃ + δ ± z √(p̃(1 − p̃)/(n + z²) + π̃² S̃e(1 − S̃e)/(n_Se + 2) + (1 − π̃)² S̃p(1 − S̃p)/(n_Sp + 2)) / (S̃e + S̃p − 1).
 *
 * For prompts in groups pass k/deff and n/deff. Assumes that the judge errs on these completions as on the labelled ones.
 */
export function correctedRate(
  k: number,
  n: number,
  sensitivity: JudgeShare,
  specificity: JudgeShare,
): CorrectedRate {
  const p = share({ k, n }, 'corrected rate');
  const [se, sp] = [share(sensitivity, 'sensitivity'), share(specificity, 'specificity')];
  const shown = { sensitivity: se, specificity: sp };
  const [seTilde, spTilde] = [
    (sensitivity.k + 1) / (sensitivity.n + 2),
    (specificity.k + 1) / (specificity.n + 2),
  ];
  // Adding one success and one failure keeps the side of 1 that the sum lies on only for equal n.
  if (!(se + sp > 1 && seTilde + spTilde > 1)) return { rate: null, interval: null, ...shown, cut: false };
  const z2 = Z95 * Z95;
  const raw = (p + sp - 1) / (se + sp - 1);
  const pTilde = (k + z2 / 2) / (n + z2);
  const youden = seTilde + spTilde - 1;
  const rate = (pTilde + spTilde - 1) / youden;
  const seVariance = (seTilde * (1 - seTilde)) / (sensitivity.n + 2);
  const spVariance = (spTilde * (1 - spTilde)) / (specificity.n + 2);
  const shift = 2 * z2 * (rate * seVariance - (1 - rate) * spVariance);
  const variance =
    (pTilde * (1 - pTilde)) / (n + z2) + rate * rate * seVariance + (1 - rate) * (1 - rate) * spVariance;
  const half = (Z95 * Math.sqrt(variance)) / youden;
  const inUnit = (x: number): number => Math.min(1, Math.max(0, x));
  return {
    rate: inUnit(raw),
    interval: [inUnit(rate + shift - half), inUnit(rate + shift + half)],
    ...shown,
    cut: raw < 0 || raw > 1,
  };
}
