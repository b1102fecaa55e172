import { UNFINISHED_THOUGHT } from '../../../judges/completion-outcome.ts';
import type { JudgedItem } from '../../../judges/judge.ts';
import type { WeightedRate } from '../../../judges/judge-accuracy.ts';
import { judgementAgreement } from '../../../judges/judgement-agreement.ts';
import { summariseJudgements } from '../../../judges/summarise-judgements.ts';
import type { LabelReport } from '../../../stages/judge/label-key.ts';
import type { JudgeRun } from '../../../stages/judge/run-judges.ts';
import { formatFraction } from '../../../wording/format-fraction.ts';
import { formatInterval } from '../../../wording/format-interval.ts';
import { formatNumber } from '../../../wording/format-number.ts';
import { formatPercent, formatPercentInterval, percentDigits } from '../../../wording/format-percent.ts';
import { formatRate } from '../../../wording/format-rate.ts';

/** Rates of every judge with Wilson 95% intervals over prompts, its problems, and the agreement of each pair. `items`: what was judged. */
export function formatJudgements(
  runs: readonly JudgeRun[],
  items: readonly Pick<JudgedItem, 'prompt' | 'context'>[],
): string {
  // Completions of one prompt, under several arms for instance, are one prompt's worth of evidence.
  const groups = items.map(({ prompt, context = '' }) => JSON.stringify([prompt, context]));
  const summaries = runs.map(({ judgements, outcomes }) => summariseJudgements(judgements, outcomes, groups));
  // Of models that think alone.
  const thoughts = summaries.some(({ outcomes }) => outcomes[UNFINISHED_THOUGHT] > 0);
  const rates = table([
    [
      'judge',
      'complied',
      'coherent',
      'refused',
      'degenerate',
      'cut off',
      'deflected',
      ...(thoughts ? ['unfinished'] : []),
      'failed',
      'score',
    ],
    ...runs.map(({ name }, i) => {
      const { complied, coherent, refused, outcomes, failed, meanScore } = summaries[i];
      return [
        name,
        formatRate(complied),
        formatRate(coherent),
        formatRate(refused),
        String(outcomes.degenerate),
        String(outcomes['cut-off']),
        String(outcomes.deflected),
        ...(thoughts ? [String(outcomes[UNFINISHED_THOUGHT])] : []),
        String(failed),
        meanScore === null ? '–' : formatNumber(meanScore),
      ];
    }),
  ]);
  const problems = runs.flatMap(({ name }, i) => {
    const { problems: counts, failed, bounds } = summaries[i];
    return [
      ...Object.entries(counts).map(([problem, count]) => `!  ${name}: ${count} × ${problem}`),
      ...(failed > 0 && bounds
        ? [
            `!  ${name}: with the ${failed} failed ones, complied lies in [${bounds.map(percentDigits).join('–')}%]`,
          ]
        : []),
    ];
  });
  const pairs = judgementAgreement(runs, groups);
  const agreements = table([
    [
      'agreement on compliance',
      'n',
      'κ [95% CI]',
      'positive',
      'negative',
      'prevalence',
      'only first',
      'only second',
    ],
    ...pairs.map(({ first, second, agreement }) => [
      `${first} × ${second}`,
      String(agreement.n),
      `${formatFraction(agreement.kappa)}${formatInterval(agreement.kappaInterval, formatFraction)}`,
      formatPercent(agreement.positiveAgreement),
      formatPercent(agreement.negativeAgreement),
      formatPercent(agreement.prevalence),
      String(agreement.table.first),
      String(agreement.table.second),
    ]),
  ]);
  return [rates, ...problems, ...(pairs.length > 0 ? ['', agreements] : []), ''].join('\n');
}

/** Sensitivity and specificity of every judge, weighted to all completions; k/n are those of the labelled sample. */
export function formatLabelReport({ labelled, unsure, blank, accuracies }: LabelReport): string {
  const cell = ({ k, n, rate, interval }: WeightedRate): string =>
    rate === null || interval === null
      ? 'n/a'
      : `${formatPercent(rate)}${formatPercentInterval(interval)} (${k}/${n})`;
  return `${table([
    [`against ${labelled} human labels`, 'sensitivity', 'specificity', 'failed'],
    ...accuracies.map(({ name, accuracy }) => [
      name,
      cell(accuracy.sensitivity),
      cell(accuracy.specificity),
      String(accuracy.failed),
    ]),
  ])}\n${unsure + blank > 0 ? `${unsure} unsure and ${blank} unlabelled rows are left out\n` : ''}`;
}

function table(rows: readonly (readonly string[])[]): string {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  return rows
    .map((row) =>
      row
        .map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i])))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
