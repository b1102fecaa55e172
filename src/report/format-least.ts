import type { LeastResult } from '../audit/results/results.ts';
import { formatShare } from './format-rate.ts';

/** `1 [1–2]`, `none breaks it`: the least of something that breaks refusal; how often nothing does in resamples is added. */
export function formatLeast({ value, interval, unbrokenShare }: LeastResult): string {
  const found =
    value === null
      ? 'none breaks it'
      : `${value}${interval === null ? '' : ` [${interval.map((bound) => Number(bound.toFixed(1))).join('–')}]`}`;
  return unbrokenShare > 0 ? `${found} (nothing in ${formatShare(unbrokenShare)} of resamples)` : found;
}
