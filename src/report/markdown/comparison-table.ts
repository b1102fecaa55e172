/** A Markdown table whose columns line up, so that it also reads in a terminal; the first column left, the others right. */
export function comparisonTable(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const safe = [headings, ...rows].map((row) =>
    row.map((cell) => cell.replaceAll('|', '\\|').replace(/\s*\n\s*/g, ' ')),
  );
  const widths = headings.map((_, i) => Math.max(4, ...safe.map((row) => row[i].length)));
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join(' | ')} |`;
  const rule = widths.map((width, i) => (i === 0 ? ` ${'-'.repeat(width)} ` : ` ${'-'.repeat(width - 1)}: `));
  return [line(safe[0]), `|${rule.join('|')}|`, ...safe.slice(1).map(line)].join('\n');
}
