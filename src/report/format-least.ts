import type { LeastResult } from '../results/results.ts';

/** `1 [1–2]`, `none breaks it`: the least of something that breaks refusal; how often nothing does in resamples is added. */
export function formatLeast({ value, interval, unbrokenShare }: LeastResult): string {
  const found =
    value === null
      ? 'none breaks it'
      : `${value}${interval === null ? '' : ` [${interval.map((bound) => Number(bound.toFixed(1))).join('–')}]`}`;
  return unbrokenShare > 0
    ? `${found} (nothing in ${(100 * unbrokenShare).toFixed(0)}% of resamples)`
    : found;
}
