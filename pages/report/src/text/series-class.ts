/** The class that gives a method its colour; methods that the page does not know share one. */
const KNOWN = new Set([
  'pca-ot',
  'mean-shift',
  'act-add',
  'ace',
  'rfa',
  'linear-act',
  'gaussian-act',
  'leace',
  'som',
  'baseline',
]);

export function seriesClass(method: string, rank: number | null = null): string {
  if (!KNOWN.has(method)) return 'm-other';
  return method === 'pca-ot' && rank !== null && rank > 1 ? 'm-pca-ot-2' : `m-${method}`;
}
