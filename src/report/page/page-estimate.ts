import type { Estimate } from '../../statistics/estimate.ts';
import type { PageEstimate } from './page-data.ts';
import { roundForPage } from './round-for-page.ts';

/** An estimate as the page holds it. */
export function pageEstimate({ value, n, interval }: Estimate): PageEstimate {
  return [roundForPage(value), n, roundForPage(interval?.[0] ?? null), roundForPage(interval?.[1] ?? null)];
}
