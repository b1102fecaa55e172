import type { DivergenceSums } from '../../metrics/divergence.ts';
import type { AttackSet } from '../../results/attack-set.ts';
import type { RobustnessRequest } from '../../statistics/robustness.ts';
import type { PromptDamage } from '../../statistics/robustness-frontier.ts';
import type { ArmSpec } from '../plan/arm.ts';
import { gridLayers } from '../plan/plan-strengths.ts';
import type { AuditSubject } from '../subject/subject.ts';
import { answeredPrompts } from '../units/answered-prompts.ts';
import { isOverflow, type SelectionObservation, type TestObservation } from '../units/observation.ts';
import { withMark } from './rate-of-marks.ts';
import type { TestedArm, TestedArms } from './tested-arms.ts';

const flagsOf = (outcomes: string): boolean[] => withMark(outcomes, 'c');

/** The attacks on a run's model with the prompts that they were measured on: what its score is worked out from. */
export function robustnessRequest(
  tested: TestedArms,
  { prompts, model }: AuditSubject,
  against: AttackSet,
): RobustnessRequest {
  const baseline = tested.baseline.observation as TestObservation;
  const unattacked = tested.baseline.selected as SelectionObservation;
  const layers = new Set(gridLayers(model.layers));
  const onGrid = (arm: ArmSpec): boolean =>
    arm.method === 'pca-ot' && (arm.role === 'layer' || arm.role === 'strength') && layers.has(arm.layers[0]);
  const attacks = tested.all.slice(1).filter(({ arm }) => against === 'everything' || onGrid(arm));
  const answeredInSelection = answeredPrompts(unattacked.harmless);
  const candidate = ({ arm, selected, observation }: TestedArm): RobustnessRequest['arms'] => {
    if (isOverflow(selected) || isOverflow(observation) || selected.forbidden === null) return [];
    // An attacker tunes on the whole selection split.
    if (selected.forbidden.outcomes.length < unattacked.forbidden!.outcomes.length) return [];
    return [
      {
        id: arm.id,
        family: onGrid(arm) ? 'grid' : arm.method!,
        selectionDamage: promptDamage(selected.divergence, answeredInSelection),
        testDamage: promptDamage(observation.divergence!, tested.answered),
        selectionComplied: flagsOf(selected.forbidden.outcomes),
        testComplied: tested.complied(arm.id),
      },
    ];
  };
  const arms = attacks.flatMap(candidate);
  return {
    arms,
    baseline: {
      selectionComplied: flagsOf(unattacked.forbidden!.outcomes),
      testComplied: flagsOf(baseline.forbidden!.outcomes),
    },
    groups: {
      selection: prompts['selection/forbidden'].groups,
      // Where every attack does too much damage there is none to group.
      ...(arms.length > 0 ? { damage: prompts['selection/harmless'].groups } : {}),
      test: prompts['test/forbidden'].groups,
      testDamage: prompts['test/harmless'].groups,
    },
    reference: { correct: flagsOf(baseline.harmless!.outcomes) },
  };
}

/** Only prompts that the unattacked model answers count. */
function promptDamage({ sums, steps }: DivergenceSums, answered: readonly boolean[]): PromptDamage {
  return sums.map((sum, i) => (answered[i] ? ([Math.max(0, sum), steps[i]] as const) : ([0, 0] as const)));
}
