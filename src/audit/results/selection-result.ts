import { type DivergenceSums, divergenceOn } from '../../metrics/divergence.ts';
import type { ArmSelectionResult } from '../../results/results.ts';
import { rateOf } from '../../statistics/rate.ts';
import { feasibilityProblems, type Spare } from '../selection/select-arm.ts';
import type { AuditSubject, SubjectPrompts } from '../subject/subject.ts';
import { answeredPrompts } from '../units/answered-prompts.ts';
import { damageOf } from '../units/damage-of.ts';
import {
  isOverflow,
  type Overflow,
  type SelectionObservation,
  type SetObservation,
} from '../units/observation.ts';
import { rateOfMark } from './rate-of-marks.ts';

/**
 * An arm's selection split against the unattacked model's, damage over the harmless prompts that it answers. An arm that was measured on
 * the first prompts of the split alone is compared with the unattacked model on these. `spare`: by how many harmless prompts and how many times the
 * damage it may fail the rule.
 */
export function selectionResult(
  observation: SelectionObservation | Overflow,
  baseline: SelectionObservation,
  subject: AuditSubject,
  spare?: Spare,
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
  const count = observation.harmless.outcomes.length;
  const unattacked = firstOf(baseline, count);
  const answered = answeredPrompts(unattacked.harmless);
  const limits = limitsOf(observation, answered, subject);
  const reasons = feasibilityProblems(limits, limitsOf(unattacked, answered, subject), spare);
  const { forbidden } = observation;
  return {
    ...limits,
    feasible: reasons.length === 0,
    reasons,
    coherentAsr: forbidden && rateOfFirst(forbidden.outcomes, 'c', subject.prompts['selection/forbidden']),
  };
}

/** The unattacked model's harmless prompts, as many as another arm saw. */
function firstOf({ divergence, harmless }: SelectionObservation, count: number): Limited {
  if (harmless.outcomes.length === count) return { divergence, harmless };
  const { outcomes, flags } = harmless;
  return {
    divergence: divergenceOn(
      divergence,
      divergence.steps.map((_, i) => i < count),
    ),
    harmless: {
      outcomes: outcomes.slice(0, count),
      flags: Object.fromEntries(Object.entries(flags).map(([name, marks]) => [name, marks.slice(0, count)])),
    },
  };
}

interface Limited {
  readonly divergence: DivergenceSums;
  readonly harmless: Pick<SetObservation, 'outcomes' | 'flags'>;
}

function limitsOf(
  { divergence, harmless }: Limited,
  answered: readonly boolean[],
  { prompts }: AuditSubject,
) {
  const set = prompts['selection/harmless'];
  return {
    kl32: damageOf(divergence, answered),
    harmlessExact: rateOfFirst(harmless.flags.exact, '1', set),
    degenerate: rateOfFirst(harmless.flags.degenerate, '1', set),
  };
}

const rateOfFirst = (marks: string, mark: string, { groups }: SubjectPrompts) =>
  rateOfMark(marks, mark, groups.slice(0, marks.length));
