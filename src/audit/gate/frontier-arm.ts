import type { ArmResult, Results, StrengthResult } from '../../results/results.ts';
import type { SelectedStep } from '../../statistics/robustness.ts';

/** The attack that the selection split picks for a damage budget, with what is known of its arm. */
export interface FrontierArm {
  readonly step: SelectedStep;
  /** Of an arm that everything was measured of; the unattacked model where no attack does better. */
  readonly arm: ArmResult | undefined;
  /** Of an arm that success and damage were measured of. */
  readonly strength: StrengthResult | undefined;
}

/** a*(u) among everything that was measured: the best on the selection split with damage at most `budget` there. */
export function frontierArm(results: Results, budget: number): FrontierArm {
  const { frontier } = results.robustness.everything;
  const step = frontier.findLast(({ damage }) => damage <= budget)!;
  return {
    step,
    arm: step.armId === 'identity' ? results.arms[0] : results.arms.find(({ id }) => id === step.armId),
    strength: results.strengths.find(({ armId }) => armId === step.armId),
  };
}
