import type { ArmResult, ChosenArm, Results } from '../results/results.ts';
import { findArm } from './find-arm.ts';

export interface ReportedArm {
  readonly arm: ArmResult;
  /** Null for arms that are reported without having been chosen. */
  readonly choice: ChosenArm | null;
}

/** The arms of the short tables: the baseline, what each method's selection chose, and pca-ot at all layers. */
export function reportedArms(results: Results): ReportedArm[] {
  const chosen = results.chosen.map((choice) => ({ arm: findArm(results, choice.armId), choice }));
  const taken = new Set(['baseline', ...results.chosen.map(({ armId }) => armId)]);
  const everywhere = results.arms.filter(
    ({ id, method, role }) => !taken.has(id) && method === 'pca-ot' && role === 'everywhere',
  );
  return [
    { arm: findArm(results, 'baseline'), choice: null },
    ...chosen.filter(({ arm }) => arm.id !== 'baseline'),
    ...everywhere.map((arm) => ({ arm, choice: null })),
  ];
}
