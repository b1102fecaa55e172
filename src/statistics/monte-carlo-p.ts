import { requireFinite, requireSome } from './require-input.ts';

/**
 * p = (1 + #{draws ≥ observed})/(R + 1): how often a random control of the same displacement does at least as much. Exact where the
 * observed value would, under the null, be one more draw. Never below 1/(R + 1): .05 for 19 draws.
 */
export function monteCarloP(observed: number, draws: readonly number[]): number {
  requireSome('control draws', draws.length);
  requireFinite('control draws', [observed, ...draws]);
  // Rates of the same prompts that differ by rounding are equal.
  const least = observed - 1e-12 * Math.max(1, Math.abs(observed));
  return (1 + draws.filter((draw) => draw >= least).length) / (draws.length + 1);
}
