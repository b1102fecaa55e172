import type { Results } from '../../results/results.ts';
import { formatInterval } from '../../wording/format-interval.ts';
import { formatNumber } from '../../wording/format-number.ts';
import { formatRate } from '../../wording/format-rate.ts';
import { markdownTable } from './markdown-table.ts';

/** Multiple-choice accuracy of the chosen arms beside the unattacked model's. Empty without questions. */
export function markdownCapability({ capability }: Results): string[] {
  if (capability.length === 0) return [];
  return [
    'Multiple-choice questions by log-probability of the choices: accuracy, and accuracy by log-probability a byte. The difference from the unattacked model is paired question by question; p is not adjusted.',
    '',
    markdownTable(
      ['arm', 'acc', 'acc_bytes', 'difference', 'p'],
      capability.map(({ armId, accuracy, accuracyPerByte, againstBaseline: test }) => [
        `\`${armId}\``,
        formatRate(accuracy),
        formatRate(accuracyPerByte),
        test ? `${formatNumber(test.difference)}${formatInterval(test.interval)}` : '–',
        test ? formatNumber(test.p) : '–',
      ]),
    ),
  ];
}
