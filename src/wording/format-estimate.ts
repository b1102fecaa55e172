import type { Estimate } from '../statistics/estimate.ts';
import { formatNumber } from './format-number.ts';

/** `1.99 [1.90–2.08]`: the value with its 95% interval where there is one. */
export function formatEstimate({ value, interval }: Estimate): string {
  if (value === null || interval === null) return formatNumber(value);
  return `${formatNumber(value)} [${interval.map(formatNumber).join(' to ')}]`.replace(
    ' to ',
    interval[0] < 0 ? ' to ' : '–',
  );
}
