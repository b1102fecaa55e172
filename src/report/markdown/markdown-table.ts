/**
 * A GitHub-flavoured table; the first column and those in `left` are aligned left, the others right. Cells are made safe: `|`, line
 * breaks, `<`.
 */
export function markdownTable(
  headings: readonly string[],
  rows: readonly (readonly string[])[],
  { left = [] }: { readonly left?: readonly number[] } = {},
): string {
  const line = (cells: readonly string[]) => `| ${cells.map(safe).join(' | ')} |`;
  return [
    line(headings),
    `|${headings.map((_, i) => (i === 0 || left.includes(i) ? ' --- ' : ' ---: ')).join('|')}|`,
    ...rows.map(line),
  ].join('\n');
}

function safe(cell: string): string {
  return cell
    .replaceAll('|', '\\|')
    .replaceAll('<', '&lt;')
    .replace(/\s*\n\s*/g, ' ');
}
