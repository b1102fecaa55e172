import { MEAN_DIFFS_TENSOR, type MeanDiffsFile } from '../../../stages/fit/read-mean-diffs.ts';
import { formatNumber } from '../../../wording/format-number.ts';

/** Output of `inspect` for a file of mean differences: its contents, then ‖r‖ with one line per layer and one column per position. */
export function formatMeanDiffs({
  path,
  hash,
  dtype,
  positions,
  layers,
  dimension,
  norms,
}: MeanDiffsFile): string {
  const facts: [string, string][] = [
    ['file', path],
    ['SHA-256', hash],
    [
      'holds',
      `${MEAN_DIFFS_TENSOR} ${dtype} [${positions}, ${layers}, ${dimension}]: r = mu_H − mu_S at block inputs`,
    ],
    [
      'positions',
      `${positions === 1 ? '' : `${-positions} to `}-1, counted from the prompt's end (-1: its last token)`,
    ],
    ['layers', `${layers} (0 to ${layers - 1})`],
    ['width', `d = ${dimension}`],
  ];
  const columns = norms.map((_, index) => index - positions);
  const cells = (values: readonly string[]) => values.map((value) => value.padStart(11)).join('');
  const lines = facts.map(([name, value]) => `${name.padEnd(14)}${value}`);
  lines.push('', 'norm of r, a position a column:', `layer${cells(columns.map(String))}`);
  for (let layer = 0; layer < layers; layer++)
    lines.push(`${String(layer).padStart(5)}${cells(norms.map((row) => normText(row[layer])))}`);
  return `${lines.join('\n')}\n`;
}

/** NaN and infinity are named: readers look for them in a damaged file. */
const normText = (norm: number): string => (Number.isNaN(norm) ? 'NaN' : formatNumber(norm));
