import type { BaselineResult } from '../../results/results.ts';
import { type ArmSpec, distinctArms, soleLayer } from '../plan/arm.ts';
import { planGrid, planVariants } from '../plan/plan-arms.ts';
import { allPlaces } from '../plan/plan-controls.ts';
import { planStrengths } from '../plan/plan-strengths.ts';
import { triedMethods } from '../plan/planned-methods.ts';
import { baselineResult } from '../results/baseline-result.ts';
import { selectionResult } from '../results/selection-result.ts';
import type { AuditOptions } from '../subject/audit-options.ts';
import type { AuditSubject } from '../subject/subject.ts';
import type { SelectionObservation } from '../units/observation.ts';
import type { Unit } from '../units/unit.ts';
import type { UnitRunner } from '../units/unit-runner.ts';
import type { ArmSelection, ObservedArm } from './arm-selection.ts';
import { bestSingle, candidateOf, chooseArms, choosePairs } from './choose-arms.ts';
import { bestFeasible } from './select-arm.ts';
import { chooseDirections, chosenDirections, directionArms, planDirections } from './select-directions.ts';

/** Who is told of units that are now known to belong to the audit, and of the unattacked model. */
export interface SelectionWatch {
  readonly onPlanned: (arms: readonly ArmSpec[], others?: readonly Unit[]) => void;
  readonly onBaseline?: (baseline: BaselineResult) => void;
}

/** The unattacked model on the selection split, the first of all units; it does not overflow: its activations were captured. */
export async function measureBaseline(
  subject: AuditSubject,
  options: AuditOptions,
  runner: UnitRunner,
  arm: ArmSpec,
): Promise<{
  readonly observed: SelectionObservation;
  readonly judged: BaselineResult;
  /** What its refusals begin with, where that was not given. */
  readonly starts: Pick<ArmSelection, 'refusalStarts'>;
}> {
  const [unattacked] = await runner.run([{ kind: 'selection' as const, arm }]);
  const observed = unattacked as SelectionObservation;
  const [refusalStarts] = subject.infersStarts ? await runner.run([{ kind: 'refusal-starts' as const }]) : [];
  return {
    observed,
    judged: baselineResult(observed, subject, options.forceBaseline ?? false),
    starts: refusalStarts === undefined ? {} : { refusalStarts },
  };
}

/** Arms on the selection split, or on its first `prompts` of each class. */
export async function observeArms(
  specs: readonly ArmSpec[],
  baseline: SelectionObservation,
  subject: AuditSubject,
  runner: UnitRunner,
  prompts?: number,
): Promise<ObservedArm[]> {
  const some = prompts === undefined ? {} : { prompts };
  const observations = await runner.run(specs.map((arm) => ({ kind: 'selection' as const, arm, ...some })));
  return specs.map((arm, i) => ({
    arm,
    selected: observations[i],
    selection: selectionResult(observations[i], baseline, subject),
  }));
}

/** Every arm on the selection split, and all choices among them; the test split is not looked at. */
export async function selectArms(
  subject: AuditSubject,
  options: AuditOptions,
  runner: UnitRunner,
  { onPlanned, onBaseline }: SelectionWatch,
): Promise<ArmSelection> {
  const { layers } = subject.model;
  const grid = planGrid(layers, options);
  const candidates = planDirections(subject, options);
  onPlanned(grid, [...candidates.values()].flat());

  const { observed: baseline, judged, starts } = await measureBaseline(subject, options, runner, grid[0]);
  onBaseline?.(judged);
  const directions = await chooseDirections(runner, candidates, layers);
  const select = async (specs: readonly ArmSpec[]): Promise<ObservedArm[]> => {
    onPlanned(specs);
    return observeArms(specs, baseline, subject, runner);
  };
  // Direction selection may choose what the grid has already.
  const arms = await select(distinctArms([...grid, ...directionArms(directions, options)]));
  arms.push(...(await select(choosePairs(arms, { layers, options }))));
  const chosen = [...chosenDirections(directions, options), ...chooseArms(arms, methodsToSelect(options))];
  const transportId = chosen.find(({ method }) => method === 'pca-ot')!.armId;
  const transport = arms.find(({ arm }) => arm.id === transportId)!.arm;
  const single = bestSingle(arms, 'pca-ot');
  const best = { layer: soleLayer(single)!, rank: single.rank! };
  const variants = [...planVariants(transport, options), ...planStrengths(layers, best, options)];
  arms.push(...(await select(variants)));
  return {
    ...starts,
    arms,
    baseline: judged,
    chosen,
    strongest: strongestOf(arms),
    transport,
    best,
    direction: directions.get('rfa') ?? null,
    som: directions.get('som') ?? null,
    places: allPlaces(layers, options),
    staged: null,
  };
}

/** Methods whose arm the selection rule picks: rfa and som have the published rule for directions. */
export const methodsToSelect = (options: AuditOptions): string[] =>
  triedMethods(options)
    .filter(({ actsEverywhere }) => !actsEverywhere)
    .map(({ name }) => name);

export function strongestOf([unattacked, ...attacks]: readonly ObservedArm[]): string | null {
  const whole = unattacked.selection.coherentAsr!.n;
  // What was measured on a part of the split alone is no candidate.
  const best = bestFeasible(
    attacks.filter(({ selection }) => selection.coherentAsr?.n === whole).map(candidateOf),
  );
  const successes = best?.selection.coherentAsr?.k ?? 0;
  return best && successes > unattacked.selection.coherentAsr!.k ? best.id : null;
}
