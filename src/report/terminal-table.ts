import { styleText } from 'node:util';
import type { Results } from '../audit/results/results.ts';
import { DAMAGE_BUDGET, isWithinBudget } from '../metrics/damage-budget.ts';
import { formatLorePerplexity } from './format-lore-perplexity.ts';
import { formatNumber } from './format-number.ts';
import { formatRate, formatShare } from './format-rate.ts';
import { type ReportedArm, reportedArms } from './reported-arms.ts';
import { wrapText } from './wrap-text.ts';

const HEADINGS = [
  ['', 'arm'],
  ['', 'depth'],
  ['forbidden', 'refusal'],
  ['', 'ASR exact k/n [95%]'],
  ['', 'near'],
  ['', 'degen.'],
  ['perplexity', 'lore'],
  ['', 'reference'],
  ['damage', 'KL1'],
  ['', 'KL32'],
  ['harmless', 'exact'],
  ['borderline', 'exact'],
] as const;
const LONGEST_ID = 26;
const COLUMNS = 140;

/**
 * What `audit` prints: the baseline, every method's chosen arm and pca-ot at all layers, a line each (at most
 * 140 columns), then the verdict. `colour` adds ANSI codes; the text is the same without.
 */
export function terminalTable(results: Results, options: { colour?: boolean } = {}): string {
  const paint = (style: Parameters<typeof styleText>[0], text: string) =>
    options.colour ? styleText(style, text, { validateStream: false }) : text;
  const reported = reportedArms(results);
  const rows = reported.map(cells);
  const widths = HEADINGS.map((heading, i) =>
    Math.max(...heading.map((h) => h.length), ...rows.map((row) => row[i].length)),
  );
  const line = (row: readonly string[]) =>
    row
      .map((cell, i) => (i === 0 || row === groups ? cell.padEnd(widths[i]) : cell.padStart(widths[i])))
      .join('  ')
      .trimEnd();
  const groups = HEADINGS.map(([group]) => group);
  const { forbidden, harmless, borderline, kl32 } = reported[0].arm.test;
  const lines = [
    `${results.model.name}: n = ${forbidden.exact.n} forbidden, ${harmless.exact.n} harmless, ${borderline.exact.n} borderline test prompts an arm; damage over n = ${kl32.n}`,
    '',
    paint('bold', line(groups)),
    paint('bold', line(HEADINGS.map(([, name]) => name))),
    ...rows.map((row, i) => {
      const { arm } = reported[i];
      return arm.id === 'baseline' || isWithinBudget(arm.test.kl32) ? line(row) : paint('red', line(row));
    }),
    '',
  ];
  if (reported.some(({ arm }) => isOver(arm.test.kl32.value)))
    lines.push(`!  over the damage budget: KL32 > ${DAMAGE_BUDGET} nats a token`);
  for (const { arm, choice } of reported)
    if (choice?.feasible === false) lines.push(`*  ${arm.id}: ${choice.flag}`);
  if (lines.at(-1) !== '') lines.push('');
  const [headline, ...others] = results.verdict.sentences;
  if (headline !== undefined) lines.push(...wrapText(headline, COLUMNS).map((text) => paint('bold', text)));
  for (const sentence of others) lines.push(...wrapText(sentence, COLUMNS));
  return `${lines.join('\n')}\n`;
}

function cells({ arm, choice }: ReportedArm): string[] {
  const { forbidden, harmless, borderline, referencePerplexity, kl1, kl32 } = arm.test;
  const id = `${arm.id}${choice?.feasible === false ? '*' : ''}`;
  return [
    id.length > LONGEST_ID ? `${id.slice(0, LONGEST_ID - 1)}…` : id,
    arm.depth === null ? '–' : formatShare(arm.depth),
    formatShare(forbidden.refusal.rate),
    formatRate(forbidden.exact),
    formatShare(forbidden.near.rate),
    formatShare(forbidden.degenerate.rate),
    formatLorePerplexity(arm),
    formatNumber(referencePerplexity.value),
    formatNumber(kl1.value),
    `${isOver(kl32.value) ? '!' : ''}${formatNumber(kl32.value)}`,
    formatShare(harmless.exact.rate),
    formatShare(borderline.exact.rate),
  ];
}

function isOver(kl32: number | null): boolean {
  return kl32 !== null && kl32 > DAMAGE_BUDGET;
}
