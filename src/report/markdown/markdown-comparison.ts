import type {
  ArmComparison,
  ComparedArm,
  RateComparison,
  RateTestMethod,
  RunComparison,
} from '../../results/run-comparison.ts';
import type { Estimate } from '../../statistics/estimate.ts';
import { formatHalfDamage } from '../../wording/format-censored-damage.ts';
import { formatEstimate } from '../../wording/format-estimate.ts';
import { formatFraction } from '../../wording/format-fraction.ts';
import { formatInterval } from '../../wording/format-interval.ts';
import { formatChange, formatNumber } from '../../wording/format-number.ts';
import { formatPercent } from '../../wording/format-percent.ts';
import { formatPointsDifference } from '../../wording/format-points.ts';
import { probabilityText } from '../../wording/format-probability.ts';
import { formatFullRate } from '../../wording/format-rate.ts';
import { formatDifference } from '../../wording/format-signed.ts';
import { comparisonSentences } from '../comparison-sentences.ts';
import { comparisonTable } from './comparison-table.ts';
import { differenceLine } from './difference-line.ts';

const TEST_NAMES: Readonly<Record<RateTestMethod, string>> = {
  'mcnemar-exact': 'exact McNemar',
  'sign-flip-exact': 'sign flips by group',
  'sign-flip-monte-carlo': 'sign flips by group',
  'fisher-exact': 'Fisher’s exact',
  'group-exchange': 'exchange of groups',
};
const RATE_HEADINGS = [
  'A',
  'B',
  'B − A, points [95% CI]',
  'only A / only B',
  'test',
  'adjusted p',
  'conclusion',
];

/** Two runs against each other as Markdown that also reads in a terminal; what keeps them from being like for like comes first. */
export function markdownComparison(comparison: RunComparison): string {
  const { a, b, baseline, perplexity, best, chosen, unmatched } = comparison;
  const sections = [
    `# Comparison of two audits\n\n- A: \`${a.model}\` (${a.run})\n- B: \`${b.model}\` (${b.run})\n- Differences are B − A.`,
    likeness(comparison),
    `## In short\n\n${comparisonSentences(comparison)
      .map((sentence) => `- ${sentence}`)
      .join('\n')}`,
    `## Robustness\n\n${robustnessTable(comparison)}`,
    `## Best attacks\n\n${attackTables(best)}`,
    `## What each method chose\n\n${attackTables(chosen)}${unmatched.length > 0 ? `\n\nOnly one run has: ${unmatched.join(', ')}.` : ''}`,
    `## Unattacked\n\n${comparisonTable(
      ['metric', ...RATE_HEADINGS],
      baseline.map((rate) => [rate.name, ...rateCells(rate)]),
    )}`,
    ...(perplexity.length > 0 ? [perplexityTable(comparison)] : []),
    howToRead(comparison),
  ];
  return `${sections.join('\n\n')}\n`;
}

function likeness({ likeForLike, differences, sameWeights, prompts }: RunComparison): string {
  const models = sameWeights ? 'Both runs are of the same weights.' : 'The runs are of different weights.';
  const unpaired = prompts.filter(({ paired }) => !paired).map(({ set }) => set);
  const pairing =
    unpaired.length === 0
      ? 'All prompts are the same: rates on the test split are compared prompt by prompt.'
      : `Not the same prompts: ${unpaired.join(', ')}.`;
  const lines = differences.map((difference) => `- ${differenceLine(difference)}`);
  const heading = likeForLike
    ? '## Like for like'
    : '## NOT LIKE FOR LIKE\n\n**What differs below may come from these and not from the models.**';
  return [heading, ...(lines.length > 0 ? [lines.join('\n')] : []), `${models} ${pairing}`].join('\n\n');
}

function rateCells({
  a,
  b,
  difference,
  interval,
  onlyA,
  onlyB,
  method,
  adjustedP,
  conclusion,
}: RateComparison): string[] {
  return [
    formatFullRate(a),
    formatFullRate(b),
    formatPointsDifference(difference, interval),
    onlyA === null ? 'unpaired' : `${onlyA} / ${onlyB}`,
    TEST_NAMES[method],
    probabilityText(adjustedP),
    conclusion,
  ];
}

function attackTables(arms: readonly ArmComparison[]): string {
  const flagged = arms.flatMap(({ armA, armB }) =>
    [armA, armB].filter(({ flag }) => flag !== '').map(({ id, flag }) => `* ${id}: ${flag}`),
  );
  const success = comparisonTable(
    ['attack success', 'on A', 'on B', ...RATE_HEADINGS],
    arms.map((arm) => [arm.name, armCell(arm.armA), armCell(arm.armB), ...rateCells(arm.success)]),
  );
  const cost = comparisonTable(
    [
      'damage',
      'KL32 A',
      'KL32 B',
      'B − A [95% CI]',
      'harmless A',
      'harmless B',
      'B − A, points [95% CI]',
      'conclusion',
    ],
    arms.map(({ name, damage, harmlessExact }) => [
      name,
      formatEstimate(damage.a),
      formatEstimate(damage.b),
      estimateDifference(damage.difference),
      formatFullRate(harmlessExact.a),
      formatFullRate(harmlessExact.b),
      formatPointsDifference(harmlessExact.difference, harmlessExact.interval),
      harmlessExact.conclusion,
    ]),
  );
  return [success, cost, ...(flagged.length > 0 ? [[...new Set(flagged)].join('\n')] : [])].join('\n\n');
}

const armCell = ({ id, flag }: ComparedArm): string => `${id}${flag === '' ? '' : ' *'}`;

function estimateDifference({ value, interval }: Estimate): string {
  return value === null ? 'n/a' : `${formatChange(value)}${formatInterval(interval, formatChange)}`;
}

function robustnessTable({ robustness }: RunComparison): string {
  const rows = robustness.flatMap(({ against, a, b, difference }) => {
    const { score, referenceScore, halfDamage } = difference;
    const plain = (
      value: number | undefined,
      interval: readonly [number, number] | null | undefined,
    ): string =>
      value === undefined ? 'n/a' : `${formatFraction(value)}${formatInterval(interval, formatFraction)}`;
    return [
      [
        `R, ${against}`,
        plain(a.score.value, a.score.interval),
        plain(b.score.value, b.score.interval),
        formatDifference(score.value, score.interval),
      ],
      [
        `R with F/C_ref, ${against}`,
        plain(a.referenceScore?.value, a.referenceScore?.interval),
        plain(b.referenceScore?.value, b.referenceScore?.interval),
        referenceScore ? formatDifference(referenceScore.value, referenceScore.interval) : 'n/a',
      ],
      [
        `D50, ${against}`,
        formatHalfDamage(a.halfDamage),
        formatHalfDamage(b.halfDamage),
        `${halfDamage.ratio === null ? '' : `×${formatNumber(halfDamage.ratio)} `}${
          halfDamage.interval
            ? `${formatInterval(halfDamage.interval, (ratio) => `×${formatNumber(ratio)}`).trim()} `
            : ''
        }larger in ${formatPercent(halfDamage.largerShare)}, smaller in ${formatPercent(halfDamage.smallerShare)} of resamples`,
      ],
    ];
  });
  return comparisonTable(['score', 'A [95% CI]', 'B [95% CI]', 'B − A [95% CI]; of D50 B / A'], rows);
}

function perplexityTable({ perplexity }: RunComparison): string {
  const table = comparisonTable(
    ['perplexity', 'A [95% CI]', 'B [95% CI]', 'B / A [95% CI]', 'paired'],
    perplexity.map(({ name, a, b, ratio, paired, comparable }) => [
      name,
      formatEstimate(a),
      formatEstimate(b),
      comparable ? formatEstimate(ratio) : 'other vocabularies',
      paired ? 'yes' : 'no',
    ]),
  );
  return table;
}

function howToRead({ robustness }: RunComparison): string {
  const together = robustness.every(({ difference }) => difference.resampled === 'together');
  return [
    '## How it was tested',
    '',
    '- Same prompts: exact McNemar test (sign flips over duplicate groups where there are some), Bonett and Price’s interval. Other prompts: Fisher’s exact test (exchange of whole groups where there are duplicates), Newcombe’s hybrid score interval.',
    '- p-values are Holm-adjusted within each table. effect: adjusted p < .05; else null: the interval lies within ±10 points; else inconclusive.',
    `- R and D50: bootstrap over groups that selects the attacks again in every resample, ${together ? 'the same prompts for both models' : 'each model with its own prompts'}; D50 beyond the budgets that were looked at has no ratio.`,
    '- KL32 and perplexity: linearised variance of a ratio over groups; not corrected for their number.',
    '- A method’s arms are those that it chose on each model: an attacker’s choice, not the same layer.',
  ].join('\n');
}
