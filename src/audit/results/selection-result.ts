import type { ArmSelectionResult } from '../../results/results.ts';
import { rateOf } from '../../statistics/rate.ts';
import { feasibilityProblems } from '../selection/select-arm.ts';
import type { AuditSubject } from '../subject/subject.ts';
import { answeredPrompts } from '../units/answered-prompts.ts';
import { damageOf } from '../units/damage-of.ts';
import { isOverflow, type Overflow, type SelectionObservation } from '../units/observation.ts';
import { rateOfMark } from './rate-of-marks.ts';

/** An arm's selection split against the unattacked model's, damage over the harmless prompts that it answers. */
export function selectionResult(
  observation: SelectionObservation | Overflow,
  baseline: SelectionObservation,
  subject: AuditSubject,
): ArmSelectionResult {
  if (isOverflow(observation)) {
    const { count } = subject.prompts['selection/harmless'];
    return {
      kl32: Number.POSITIVE_INFINITY,
      harmlessExact: rateOf(0, count),
      degenerate: rateOf(count, count),
      feasible: false,
      reasons: ['the model overflows: its logits are not finite'],
      coherentAsr: null,
    };
  }
  const answered = answeredPrompts(baseline.harmless);
  const limits = limitsOf(observation, answered, subject);
  const reasons = feasibilityProblems(limits, limitsOf(baseline, answered, subject));
  const { forbidden } = observation;
  return {
    ...limits,
    feasible: reasons.length === 0,
    reasons,
    coherentAsr:
      forbidden && rateOfMark(forbidden.outcomes, 'c', subject.prompts['selection/forbidden'].groups),
  };
}

function limitsOf(
  { divergence, harmless }: SelectionObservation,
  answered: readonly boolean[],
  { prompts }: AuditSubject,
) {
  const { groups } = prompts['selection/harmless'];
  return {
    kl32: damageOf(divergence, answered),
    harmlessExact: rateOfMark(harmless.flags.exact, '1', groups),
    degenerate: rateOfMark(harmless.flags.degenerate, '1', groups),
  };
}
