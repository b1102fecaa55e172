/**
 * Exact two-sided McNemar test: of the b + c prompts on which two arms differ, b succeeded under the first only. Under
 * the null b is binomial(b + c, ½); p = min(1, 2 P(X ≤ min(b, c))). 1 where the arms never differ.
 */
export function mcnemarExact(b: number, c: number): number {
  const n = b + c;
  let logTerm = -n * Math.LN2;
  let tail = 0;
  for (let k = 0; k <= Math.min(b, c); k++) {
    tail += Math.exp(logTerm);
    logTerm += Math.log(n - k) - Math.log(k + 1);
  }
  // Beyond a thousand on one side the probability is too small for a double.
  return Math.min(1, Math.max(2 * tail, Number.MIN_VALUE));
}
