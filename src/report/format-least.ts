import type { LeastResult } from '../results/results.ts';
import { formatInterval } from '../wording/format-interval.ts';
import { formatLeastCount } from '../wording/format-least-count.ts';
import { formatPercent } from '../wording/format-percent.ts';

/** `1 [1–2]`, `none breaks it`: the least of something that breaks refusal; how often nothing does in resamples is added. */
export function formatLeast({ value, interval, unbrokenShare }: LeastResult): string {
  const found = value === null ? 'none breaks it' : `${value}${formatInterval(interval, formatLeastCount)}`;
  return unbrokenShare > 0 ? `${found} (nothing in ${formatPercent(unbrokenShare)} of resamples)` : found;
}
