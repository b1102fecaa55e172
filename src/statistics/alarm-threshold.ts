import { requireFinite } from './require-input.ts';

export interface AlarmThreshold {
  /** Scores above it raise an alarm. */
  readonly threshold: number;
  /** Share of alarms on clean rows that is not exceeded on average: the level asked for, or 1/(n + 1) where n is too small for it. */
  readonly level: number;
}

/**
 * The split-conformal threshold of scores whose clean rows are exchangeable with later ones: the ⌈(n + 1)(1 − α)⌉-th smallest of n clean scores,
 * the largest where that is beyond n (Vovk, Gammerman & Shafer 2005; Bates et al. 2023, arXiv 2104.08279). Of several strata the worst: the
 * largest threshold, at the level of the smallest stratum. Throws {@link InvalidInputError} on NaN and on an empty stratum.
 */
export function alarmThreshold(strata: readonly (readonly number[])[], level: number): AlarmThreshold {
  const each = strata.map((scores) => {
    requireFinite('clean scores', scores);
    const sorted = scores.toSorted((a, b) => a - b);
    const n = sorted.length;
    return {
      threshold: sorted[Math.min(n, Math.ceil((n + 1) * (1 - level) - 1e-9)) - 1],
      level: Math.max(level, 1 / (n + 1)),
    };
  });
  return {
    threshold: Math.max(...each.map(({ threshold }) => threshold)),
    level: Math.max(...each.map((one) => one.level)),
  };
}
