import type { Rate } from '../../statistics/rate.ts';
import { formatPercent } from '../../wording/format-percent.ts';
import type { PageRate } from './page-data.ts';
import { roundForPage } from './round-for-page.ts';

/** A rate as the page holds it. */
export function pageRate({ k, n, interval }: Rate): PageRate {
  return [
    k,
    n,
    roundForPage(interval?.[0] ?? null, formatPercent),
    roundForPage(interval?.[1] ?? null, formatPercent),
  ];
}
