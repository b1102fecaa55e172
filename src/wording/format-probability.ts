/** A p-value for a sentence: `p = 0.0042`, `p < 0.001`. */
export function formatProbability(p: number, name = 'p'): string {
  const text = probabilityText(p);
  return `${name} ${text.startsWith('<') ? text : `= ${text}`}`;
}

/** The same for a table cell: two significant digits, `< 0.001` below that. */
export function probabilityText(p: number): string {
  if (Number.isNaN(p)) return 'n/a';
  if (p < 0.001) return '< 0.001';
  return p >= 0.995 ? '1.0' : p.toPrecision(2);
}
