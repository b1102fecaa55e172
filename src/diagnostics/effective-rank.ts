/**
 * Effective rank (tr Σ)²/tr Σ² from a sample covariance with ν = n − 1 degrees of freedom, t = tr S and q = tr S²: the
 * quotient of estimates of both parts that are unbiased under normality,
 * ν/((ν−1)(ν+2)) [(ν+1)t² − 2q] over ν²/((ν−1)(ν+2)) [q − t²/ν]. The plain t²/q is at most ν whatever Σ.
 * Null for n < 3 and where the denominator is estimated at 0 or less (Σ near a multiple of I, n small).
 */
export function effectiveRank(sample: {
  /** n. */
  readonly count: number;
  readonly trace: number;
  readonly squares: number;
}): number | null {
  const { count, trace, squares } = sample;
  const degrees = count - 1;
  const upper = (degrees + 1) * trace ** 2 - 2 * squares;
  const lower = degrees * (squares - trace ** 2 / degrees);
  const ratio = upper / lower;
  return count >= 3 && lower > 1e-12 * upper && Number.isFinite(ratio) ? ratio : null;
}
