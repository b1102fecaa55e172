/** A p-value for a sentence: `p = .0042`, `p < .001`. */
export function formatProbability(p: number, name = 'p'): string {
  const text = probabilityText(p);
  return `${name} ${/^[<>]/.test(text) ? text : `= ${text}`}`;
}

/** The same for a table cell: two significant digits, `< .001` below that, `> .99` of what is not 1. */
export function probabilityText(p: number | null): string {
  if (p === null || Number.isNaN(p)) return 'n/a';
  if (p < 0.001) return '< .001';
  if (p >= 1) return '1';
  return p >= 0.995 ? '> .99' : p.toPrecision(2).replace(/^0/, '');
}
