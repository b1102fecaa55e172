const LOG_SQRT_TWO_PI = 0.9189385332046727;
/** From here on the continued fraction is fast and free of cancellation. */
const FAR = 3;
const FRACTION_TERMS = 60;

/**
 * log P(Z > x) and log P(Z ≤ x) of a standard normal Z, for any finite x. Up to |x| = 3 from the series
 * Φ(x) − ½ = φ(x) Σ x^{2k+1}/(1·3·…·(2k + 1)), beyond from Laplace's continued fraction of the tail, which never underflows.
 */
export function logNormalTails(x: number): { readonly above: number; readonly below: number } {
  const far = logFarTail(Math.abs(x));
  const near = Math.log1p(-Math.exp(far));
  return x >= 0 ? { above: far, below: near } : { above: near, below: far };
}

/** log P(Z > x), x ≥ 0. */
function logFarTail(x: number): number {
  const logDensity = -0.5 * x * x - LOG_SQRT_TWO_PI;
  if (x > FAR) {
    let denominator = x;
    for (let k = FRACTION_TERMS; k >= 1; k--) denominator = x + k / denominator;
    return logDensity - Math.log(denominator);
  }
  let term = x;
  let sum = x;
  for (let k = 1; term > 1e-17 * sum; k++) sum += term *= (x * x) / (2 * k + 1);
  return Math.log(0.5 - Math.exp(logDensity) * sum);
}
