import type { PageEstimate } from '../../../../src/report/page/page-data.ts';
import { formatNumber } from '../../../../src/wording/format-number.ts';

/** `0.031 [0.025–0.037]`; `n/a` where nothing was measured. */
export function formatPageEstimate([value, , low, high]: PageEstimate): string {
  const range =
    low === null || high === null
      ? ''
      : ` [${formatNumber(low)}${low < 0 ? ' to ' : '–'}${formatNumber(high)}]`;
  return `${formatNumber(value)}${value === null ? '' : range}`;
}
