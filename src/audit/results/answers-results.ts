import type { AnswersResult } from '../../results/answers-result.ts';
import { pairedTest } from '../../statistics/paired-test.ts';
import { rateOfFlags } from '../../statistics/rate.ts';
import { type AnswersObservation, isOverflow, type Overflow } from '../units/observation.ts';
import { withMark } from './rate-of-marks.ts';

/** What an arm made of the questions that are answered in words. */
export interface ArmAnswers {
  readonly armId: string;
  readonly observation: AnswersObservation | Overflow;
}

/** Exact matches, the unattacked model's first; an arm under which the model overflows gets nothing right. */
export function answersResults(arms: readonly ArmAnswers[], questions: number): AnswersResult[] {
  const right = ({ observation }: ArmAnswers): boolean[] =>
    isOverflow(observation) ? new Array(questions).fill(false) : withMark(observation.answers, '1');
  return arms.map((arm, i) => ({
    armId: arm.armId,
    exactMatch: rateOfFlags(right(arm)),
    cutOff: isOverflow(arm.observation) ? 0 : withMark(arm.observation.answers, 'u').filter(Boolean).length,
    againstBaseline: i === 0 ? null : pairedTest(right(arm), right(arms[0])),
  }));
}
