import { exceedanceProbability } from './exceedance-probability.ts';
import { requireFinite, requireSome } from './require-input.ts';

/**
 * {@link exceedanceProbability} of an arm's effect among those of its control draws, at least one, all finite. Never below 1/(R + 1): .05
 * for 19 draws.
 */
export function monteCarloP(observed: number, draws: readonly number[]): number {
  requireSome('control draws', draws.length);
  requireFinite('control draws', [observed, ...draws]);
  return exceedanceProbability(observed, draws);
}
