import type { Results } from '../../results/results.ts';
import { formatPointsDifference } from '../../wording/format-points.ts';
import { probabilityText } from '../../wording/format-probability.ts';
import { formatFullRate } from '../../wording/format-rate.ts';
import { markdownTable } from './markdown-table.ts';

/** Multiple-choice accuracy of the chosen arms beside the unattacked model's. Empty without questions. */
export function markdownCapability({ capability }: Results): string[] {
  if (capability.length === 0) return [];
  return [
    'Multiple-choice questions by log-probability of the choices: accuracy, and accuracy by log-probability a byte. The difference from the unattacked model is paired question by question; p is not adjusted.',
    '',
    markdownTable(
      ['arm', 'acc', 'acc_bytes', 'difference, points', 'p'],
      capability.map(({ armId, accuracy, accuracyPerByte, againstBaseline: test }) => [
        `\`${armId}\``,
        formatFullRate(accuracy),
        formatFullRate(accuracyPerByte),
        test ? formatPointsDifference(test.difference, test.interval) : '–',
        test ? probabilityText(test.p) : '–',
      ]),
    ),
  ];
}
