import type { AnswersResult } from '../results/answers-result.ts';
import type { CapabilityResult } from '../results/capability-result.ts';
import type { Results } from '../results/results.ts';
import { formatPointsDifference } from '../wording/format-points.ts';
import { probabilityText } from '../wording/format-probability.ts';
import { formatFullRate } from '../wording/format-rate.ts';
import type { TextTable } from './text-table.ts';

const PAIRED = 'The difference from the unattacked model is paired question by question; p is not adjusted.';

const comparison = ({ againstBaseline: test }: CapabilityResult | AnswersResult): readonly string[] =>
  test ? [formatPointsDifference(test.difference, test.interval), probabilityText(test.p)] : ['–', '–'];

/** What the chosen arms leave of what the model can do, beside the unattacked model: multiple choice, and answers in words. Empty without questions. */
export function capabilityTables({
  capability,
  answers = [],
  protocol,
}: Pick<Results, 'capability' | 'answers' | 'protocol'>): readonly TextTable[] {
  const choices: TextTable = {
    about: `Multiple-choice questions by log-probability of the choices: accuracy, and accuracy by log-probability per byte. ${PAIRED}`,
    columns: ['arm', 'acc', 'acc_bytes', 'difference, points', 'p'],
    rows: capability.map((arm) => [
      arm.armId,
      formatFullRate(arm.accuracy),
      formatFullRate(arm.accuracyPerByte),
      ...comparison(arm),
    ]),
  };
  const words: TextTable = {
    about: `Questions that are answered in words, greedily, in at most ${protocol.maxNewTokens} tokens: exact match of the answer that is found in the completion. Cut off: not right, and ended by that length. ${PAIRED}`,
    columns: ['arm', 'exact match', 'cut off', 'difference, points', 'p'],
    rows: answers.map((arm) => [
      arm.armId,
      formatFullRate(arm.exactMatch),
      String(arm.cutOff),
      ...comparison(arm),
    ]),
  };
  return [choices, words].filter(({ rows }) => rows.length > 0);
}
