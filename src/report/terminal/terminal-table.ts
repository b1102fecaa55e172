import { styleText } from 'node:util';
import { DAMAGE_BUDGET, isWithinBudget } from '../../metrics/damage-budget.ts';
import type { Results } from '../../results/results.ts';
import { subjectName } from '../../results/subject-name.ts';
import { formatNumber } from '../../wording/format-number.ts';
import { formatPercent } from '../../wording/format-percent.ts';
import { formatRate } from '../../wording/format-rate.ts';
import { wrapText } from '../../wording/wrap-text.ts';
import { withAgainst } from '../against-arms.ts';
import { armCounts, armsMeasured } from '../arm-counts.ts';
import { baselineNotice } from '../baseline-notice.ts';
import { lengthNotice } from '../length-sentences.ts';
import { measuredScope } from '../measured-scope.ts';
import { notMeasured } from '../not-measured.ts';
import { refusalStartsSentence } from '../refusal-starts-sentence.ts';
import { type ReportedArm, reportedArms } from '../reported-arms.ts';
import { verdictSentences } from '../verdict-sentences.ts';
import { notMeasuredLines } from './not-measured-lines.ts';
import { terminalFindings } from './terminal-findings.ts';

/** Two lines each: what it is, and its unit. */
const HEADINGS = [
  ['arm', ''],
  ['refused', '%'],
  ['success', 'k/n [95% CI]'],
  ['broken', 'text, %'],
  ['damage', 'KL32'],
  ['harmless', 'ok, %'],
  ['perplex-', 'ity'],
  ['borderline', 'ok, %'],
] as const;
const LONGEST_ID = 22;
const COLUMNS = 100;

/**
 * What `audit` prints: the baseline, every method's chosen arm and pca-ot at all layers, a line each, then in
 * short what was found; at most 100 columns. `colour` adds ANSI codes; the text is the same without.
 */
export function terminalTable(results: Results, options: { colour?: boolean } = {}): string {
  const paint = (style: Parameters<typeof styleText>[0], text: string) =>
    options.colour ? styleText(style, text, { validateStream: false }) : text;
  const reported = withAgainst(reportedArms(results), results);
  const rows = reported.map(cells);
  const widths = HEADINGS.map((heading, i) =>
    Math.max(...heading.map(({ length }) => length), ...rows.map((row) => row[i].length)),
  );
  const line = (row: readonly string[]) =>
    row
      .map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i])))
      .join('  ')
      .trimEnd();
  const { forbidden, harmless, borderline, kl32 } = reported[0].arm.test;
  const lines = [
    ...wrapText(
      `${subjectName(results)}: n = ${forbidden.exact.n} harmful, ${harmless.exact.n} harmless, ${borderline.exact.n} borderline test prompts; ${armsMeasured(armCounts(results))}; damage: KL32 in nats per token over n = ${kl32.n}`,
      COLUMNS,
    ),
    '',
    ...[0, 1].map((i) => paint('bold', line(HEADINGS.map((heading) => heading[i])))),
    ...rows.map((row, i) => {
      const { arm } = reported[i];
      return arm.id === 'baseline' || isWithinBudget(arm.test.kl32) ? line(row) : paint('red', line(row));
    }),
    '',
  ];
  if (reported.some(({ arm }) => isOver(arm.test.kl32.value)))
    lines.push(`!  over the damage budget: KL32 > ${DAMAGE_BUDGET} nats per token`);
  for (const { arm, choice } of reported)
    if (choice?.feasible === false) lines.push(...indented('*  ', `${arm.id}: ${choice.flag}`));
  if (lines.at(-1) !== '') lines.push('');
  for (const notice of [...baselineNotice(results), ...lengthNotice(results)])
    lines.push(...wrapText(notice, COLUMNS).map((text) => paint('red', text)), '');
  const [headline] = verdictSentences(results);
  if (headline !== undefined)
    lines.push(...wrapText(headline, COLUMNS).map((text) => paint('bold', text)), '');
  for (const { name, text, style } of terminalFindings(results)) {
    const [first, ...more] = indented(`${name}  `, text);
    lines.push(style ? `${paint(style, name)}${first.slice(name.length)}` : first, ...more);
  }
  for (const sentence of refusalStartsSentence(results)) lines.push('', ...wrapText(sentence, COLUMNS));
  lines.push(...notMeasuredLines(notMeasured(measuredScope(results))));
  return `${lines.join('\n')}\n`;
}

function cells({ arm, choice }: ReportedArm): string[] {
  const { forbidden, harmless, borderline, referencePerplexity, kl32 } = arm.test;
  const id = `${arm.id}${choice?.feasible === false ? '*' : ''}`;
  return [
    id.length > LONGEST_ID ? `${id.slice(0, LONGEST_ID - 1)}…` : id,
    formatPercent(forbidden.refusal.rate),
    formatRate(forbidden.exact),
    formatPercent(forbidden.degenerate.rate),
    `${isOver(kl32.value) ? '!' : ''}${formatNumber(kl32.value)}`,
    formatPercent(harmless.exact.rate),
    formatNumber(referencePerplexity.value),
    formatPercent(borderline.exact.rate),
  ];
}

/** Wrapped text after `first`, its further lines below its own beginning. */
function indented(first: string, text: string): string[] {
  return wrapText(text, COLUMNS - first.length).map(
    (line, i) => `${i === 0 ? first : ' '.repeat(first.length)}${line}`,
  );
}

function isOver(kl32: number | null): boolean {
  return kl32 !== null && kl32 > DAMAGE_BUDGET;
}
