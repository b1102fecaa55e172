import type { Estimate } from '../statistics/estimate.ts';

/** An infinite mean has no spread: its bounds would be ∞ − ∞. A NaN stays visible. */
export function infiniteWithoutInterval(estimate: Estimate): Estimate {
  return Math.abs(estimate.value ?? 0) === Infinity ? { ...estimate, interval: null } : estimate;
}
