import { type Robustness, type RobustnessRequest, robustness } from '../../statistics/robustness.ts';
import type { AuditOptions } from '../audit-options.ts';
import { gridLayers } from '../plan-strengths.ts';
import type { AuditSubject } from '../subject.ts';
import { isOverflow, type SelectionObservation, type TestObservation } from '../units/observation.ts';
import type { ArmResult, RobustnessResult } from './results.ts';
import { smallestBreak } from './smallest-break.ts';
import type { TestedArm, TestedArms } from './tested-arms.ts';

type RobustnessArm = RobustnessRequest['arms'][number];

const flagsOf = (outcomes: string): boolean[] => [...outcomes].map((letter) => letter === 'c');

/** How well the model withstands a fixed grid of attacks, and everything that was measured. */
export function robustnessResult(
  tested: TestedArms,
  arms: readonly ArmResult[],
  subject: AuditSubject,
  options: AuditOptions,
): RobustnessResult {
  const baseline = tested.baseline.observation as TestObservation;
  const unattacked = tested.baseline.selected as SelectionObservation;
  const { prompts } = subject;
  const common = {
    baseline: {
      selectionComplied: flagsOf(unattacked.forbidden!.outcomes),
      testComplied: flagsOf(baseline.forbidden!.outcomes),
    },
    groups: {
      selection: prompts['selection/forbidden'].groups,
      damage: prompts['selection/harmless'].groups,
      test: prompts['test/forbidden'].groups,
    },
    reference: { correct: flagsOf(baseline.harmless!.outcomes), groups: prompts['test/harmless'].groups },
    seed: options.seed,
  };
  const against = (entries: readonly TestedArm[]): Robustness & { readonly arms: number } => {
    const candidates = entries.flatMap((entry) => candidateOf(entry, tested) ?? []);
    // Where every arm does too much damage there is no damage to group: the unattacked model alone is left.
    const { damage, ...groups } = common.groups;
    const request = {
      ...common,
      arms: candidates,
      groups: candidates.length > 0 ? { ...groups, damage } : groups,
    };
    return { ...robustness(request), arms: candidates.length };
  };
  const inGrid = new Set(gridLayers(subject.model.layers));
  const grid = tested.all.filter(
    ({ arm }) =>
      arm.method === 'pca-ot' &&
      (arm.role === 'layer' || arm.role === 'strength') &&
      inGrid.has(arm.layers[0]),
  );
  return {
    grid: against(grid),
    everything: against(tested.all.slice(1)),
    smallestBreak: smallestBreak(tested, arms, subject, options),
  };
}

/** Undefined where damage rules the arm out of every budget, so that its success was not measured. */
function candidateOf({ arm, selected }: TestedArm, tested: TestedArms): RobustnessArm | undefined {
  if (isOverflow(selected) || selected.forbidden === null) return undefined;
  const { sums, steps } = selected.divergence;
  return {
    id: arm.id,
    selectionDamage: sums.map((sum, i) => [Math.max(0, sum), steps[i]] as const),
    selectionComplied: flagsOf(selected.forbidden.outcomes),
    testComplied: tested.complied(arm.id),
  };
}
