import type { Results, RobustnessResult } from '../../results/results.ts';
import type { ScoreEstimate } from '../../statistics/robustness.ts';
import { formatHalfDamage } from '../../wording/format-censored-damage.ts';
import { formatFraction } from '../../wording/format-fraction.ts';
import { formatInterval } from '../../wording/format-interval.ts';
import { formatNumber } from '../../wording/format-number.ts';
import { formatPercent } from '../../wording/format-percent.ts';
import { formatFullRate } from '../../wording/format-rate.ts';
import { formatLeast } from '../format-least.ts';
import { successWithin } from '../success-within.ts';
import { markdownTable } from './markdown-table.ts';

const SETS = [
  ['grid', 'grid of pca-ot'],
  ['everything', 'everything measured'],
] as const;

/** Scores against both sets of attacks, what it takes to break refusal, and the steps of both frontiers. */
export function markdownRobustness({ robustness }: Results): string[] {
  const { smallestBreak } = robustness;
  return [
    markdownTable(
      [
        'attacks',
        'arms',
        'success at damage ≤ 0.01',
        '≤ 0.1',
        '≤ 1',
        'R',
        'R with F/C_ref',
        'C_ref',
        'D50 (nats per token)',
      ],
      SETS.map(([key, name]) => {
        const { arms, score, referenceScore, reference, halfDamage } = robustness[key];
        const within = successWithin(robustness[key]);
        return [
          name,
          String(arms),
          ...[0, 1, 2].map((i) => (within[i] ? formatFullRate(within[i].success) : '–')),
          formatScore(score),
          referenceScore === null ? '–' : formatScore(referenceScore),
          reference === null ? '–' : formatFullRate(reference),
          formatHalfDamage(halfDamage),
        ];
      }),
    ),
    '',
    'R: 0 = always broken, 1 = never.',
    '',
    `- Smallest K at which pca-ot breaks refusal: ${formatLeast(smallestBreak.rank)}.`,
    `- Fewest layers at which it does: ${formatLeast(smallestBreak.layers)}.`,
    '',
    ...SETS.flatMap(([key, name], i) => [
      ...(i > 0 ? [''] : []),
      `Frontier, ${name}: of what the selection split picks in each family of attacks, the best within each budget, success and damage on the test split.`,
      '',
      frontierTable(robustness[key]),
    ]),
  ];
}

/** `0.20 [0.13–0.26]`, with the share of resamples in which it is not defined where there are any. */
export function formatScore({ value, interval, undefinedShare }: ScoreEstimate): string {
  const lost = undefinedShare > 0 ? ` (not defined in ${formatPercent(undefinedShare)} of resamples)` : '';
  return `${formatFraction(value)}${formatInterval(interval, formatFraction)}${lost}`;
}

function frontierTable({ frontier }: RobustnessResult['grid']): string {
  return markdownTable(
    ['arm', 'from KL32', 'ASR', 'KL32 selection', 'ASR selection'],
    frontier.map(({ armId, damage, selectionDamage, selectionSuccess, test }) => [
      armId === 'identity' ? 'the unattacked model' : `\`${armId}\``,
      formatNumber(damage),
      formatFullRate(test),
      formatNumber(selectionDamage),
      formatPercent(selectionSuccess),
    ]),
  );
}
