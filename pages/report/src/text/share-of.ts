import type { PageRate } from '../../../../src/report/page/page-data.ts';

/** k/n; null for none. */
export function shareOf([k, n]: PageRate): number | null {
  return n === 0 ? null : k / n;
}
