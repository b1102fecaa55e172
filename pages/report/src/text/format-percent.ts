/** `84%`; `n/a` of nothing. */
export function formatPercent(share: number | null): string {
  return share === null ? 'n/a' : `${(100 * share).toFixed(0)}%`;
}
