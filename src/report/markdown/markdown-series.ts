import type { ComparisonSeries } from '../../results/comparison-series.ts';
import type { RateComparison } from '../../results/run-comparison.ts';
import type { RobustnessDifference } from '../../statistics/robustness-difference.ts';
import { formatHalfDamage } from '../../wording/format-censored-damage.ts';
import { formatEstimate } from '../../wording/format-estimate.ts';
import { formatFraction } from '../../wording/format-fraction.ts';
import { formatInterval } from '../../wording/format-interval.ts';
import { formatFullRate } from '../../wording/format-rate.ts';
import { comparisonTable } from './comparison-table.ts';
import { differenceLine } from './difference-line.ts';

/** How a run stands to the first: shown to be above or below it, or not. */
type Change = '↑' | '↓' | '';

const MEASURES: Readonly<Record<string, string>> = {
  'refusal.baseline': 'harmful requests refused, unattacked',
  'over-refusal': 'borderline requests refused, unattacked',
  'harmless.refusal': 'harmless requests refused, unattacked',
  'harmless.exact': 'harmless requests answered right, unattacked',
};

interface Row {
  readonly name: string;
  readonly cells: readonly string[];
  /** From the second run on; absent where nothing is tested. */
  readonly changes?: readonly Change[];
}

/** Runs in their order as Markdown that also reads in a terminal: one column per run, each tested against the first. */
export function markdownSeries(series: ComparisonSeries): string {
  const { runs, likeForLike } = series;
  const rows = rowsOf(series);
  const list = runs.map(({ model, run }, i) => `${i + 1}. \`${model}\` (${run})`);
  const sections = [
    `# Comparison of ${runs.length} audits\n\n${list.join('\n')}`,
    likeForLike
      ? '## Like for like\n\nNothing but the models differs from run 1.'
      : `## NOT LIKE FOR LIKE\n\n**What differs below may come from these and not from the models.**\n\n${differences(series)}`,
    `## In short\n\n${rows.flatMap(sentenceOf).join('\n')}`,
    `## Every run\n\n${comparisonTable(
      ['measure', ...runs.map((_, i) => `run ${i + 1}`)],
      rows.map(({ name, cells, changes = [] }) => [
        name,
        ...cells.map((cell, i) => `${cell}${i > 0 && changes[i - 1] ? ` ${changes[i - 1]}` : ''}`),
      ]),
    )}`,
    [
      '## How it was tested',
      '',
      '- ↑ and ↓: above or below run 1, shown. Rates: adjusted p < .05, by the tests of a comparison of two runs; R: the 95% interval of the difference leaves out 0.',
      '- p-values are Holm-adjusted over all runs together: the rates of the unattacked models are one family, the strongest attacks another. The intervals of R are not adjusted for the number of runs.',
      '- Nothing is tested between runs after the first, and no line is fitted through them: `refusal-lab compare` of two runs has every table.',
    ].join('\n'),
  ];
  return `${sections.join('\n\n')}\n`;
}

function differences({ runs }: ComparisonSeries): string {
  return runs
    .flatMap(({ differences: found }, i) =>
      found
        .filter(({ breaks }) => breaks)
        .map((difference) => `- run ${i + 1}: ${differenceLine(difference)}`),
    )
    .join('\n');
}

function rowsOf({ baseline, strongest, robustness }: ComparisonSeries): Row[] {
  const rates = (tests: readonly RateComparison[]): Pick<Row, 'cells' | 'changes'> => ({
    cells: [tests[0].a, ...tests.map(({ b }) => b)].map(formatFullRate),
    changes: tests.map(({ conclusion, difference }) =>
      conclusion !== 'effect' ? '' : difference > 0 ? '↑' : '↓',
    ),
  });
  return [
    ...baseline.map(({ name, describes, tests }) => ({ name: MEASURES[name] ?? describes, ...rates(tests) })),
    { name: 'attack success, strongest attack', ...rates(strongest.success) },
    {
      name: 'its arm',
      cells: strongest.arms.map(({ id, flag }) => `${id}${flag === '' ? '' : ` (${flag})`}`),
    },
    {
      name: 'its damage, KL32, nats per token',
      cells: strongest.damage.map((damage) => formatEstimate(damage)),
    },
    ...robustness.flatMap(({ against, runs, differences: found }): Row[] => [
      {
        name: `robustness R, ${against === 'grid' ? 'fixed attack grid' : 'every attack tried'}`,
        cells: runs.map(
          ({ score }) => `${formatFraction(score.value)}${formatInterval(score.interval, formatFraction)}`,
        ),
        changes: found.map(changeOf),
      },
      {
        name: `D50, ${against === 'grid' ? 'fixed attack grid' : 'every attack tried'}, nats per token`,
        cells: runs.map(({ halfDamage }) => formatHalfDamage(halfDamage)),
      },
    ]),
  ];
}

function changeOf({ score: { interval } }: RobustnessDifference): Change {
  const [low, high] = interval;
  return low > 0 ? '↑' : high < 0 ? '↓' : '';
}

/** `- attack success, strongest attack: lower than on run 1 on run 3; no detectable difference on run 2.` */
function sentenceOf({ name, changes }: Row): string[] {
  if (changes === undefined) return [];
  const on = (wanted: Change): string =>
    changes.flatMap((change, i) => (change === wanted ? [`${i + 2}`] : [])).join(', ');
  const parts = (
    [
      ['↑', 'higher than on run 1 on run'],
      ['↓', 'lower than on run 1 on run'],
      ['', 'no detectable difference on run'],
    ] as const
  ).flatMap(([change, words]) => (on(change) === '' ? [] : [`${words} ${on(change)}`]));
  return [`- ${name}: ${parts.join('; ')}.`];
}
