import type { CapabilityResult } from '../../results/capability-result.ts';
import { pairedTest } from '../../statistics/paired-test.ts';
import { rateOf, rateOfFlags } from '../../statistics/rate.ts';
import type { AuditSubject } from '../subject/subject.ts';
import { type ChoicesObservation, isOverflow, type Overflow } from '../units/observation.ts';
import { withMark } from './rate-of-marks.ts';

/** What an arm made of the multiple-choice questions. */
export interface ArmChoices {
  readonly armId: string;
  readonly observation: ChoicesObservation | Overflow;
}

/** Accuracies, the unattacked model's first; an arm under which the model overflows gets nothing right. */
export function capabilityResults(
  arms: readonly ArmChoices[],
  { questions }: AuditSubject,
): CapabilityResult[] {
  const correct = ({ observation }: ArmChoices): boolean[] =>
    isOverflow(observation) ? new Array(questions).fill(false) : withMark(observation.correct, '1');
  return arms.map((arm, i) => ({
    armId: arm.armId,
    accuracy: rateOfFlags(correct(arm)),
    accuracyPerByte: isOverflow(arm.observation)
      ? rateOf(0, questions)
      : rateOfFlags(withMark(arm.observation.correctPerByte, '1')),
    againstBaseline: i === 0 ? null : pairedTest(correct(arm), correct(arms[0])),
  }));
}
