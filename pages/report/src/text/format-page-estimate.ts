import type { PageEstimate } from '../../../../src/report/page/page-data.ts';
import { formatEstimate } from '../../../../src/wording/format-estimate.ts';

/** `0.031 [0.025–0.037]`; `n/a` where nothing was measured. `text` writes another kind of number than a measured one. */
export function formatPageEstimate(
  [value, , low, high]: PageEstimate,
  text?: (value: number | null) => string,
): string {
  return formatEstimate({ value, interval: low === null || high === null ? null : [low, high] }, text);
}
