import { DAMAGE_BUDGET } from '../../metrics/damage-budget.ts';
import type { Results } from '../../results/results.ts';
import type { SelectedStep } from '../../statistics/robustness.ts';

/** The attack that the selection split picks among everything within the damage budget; null where it picks none. */
export function strongestWithinBudget({ robustness }: Results): SelectedStep | null {
  const step = robustness.everything.frontier.findLast(({ damage }) => damage <= DAMAGE_BUDGET);
  return step === undefined || step.armId === 'identity' ? null : step;
}
