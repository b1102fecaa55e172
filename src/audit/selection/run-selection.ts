import type { DirectionSelection } from '../../methods/select-direction.ts';
import type { RefusalStarts } from '../../results/refusal-starts.ts';
import type { BaselineResult, ChosenArm } from '../../results/results.ts';
import { type ArmSpec, distinctArms, soleLayer } from '../plan/arm.ts';
import { ablationArm, planGrid, planVariants } from '../plan/plan-arms.ts';
import { planStrengths } from '../plan/plan-strengths.ts';
import { plannedMethods } from '../plan/planned-methods.ts';
import { baselineResult } from '../results/baseline-result.ts';
import { selectionResult } from '../results/selection-result.ts';
import type { AuditOptions } from '../subject/audit-options.ts';
import type { AuditSubject } from '../subject/subject.ts';
import type { Overflow, SelectionObservation } from '../units/observation.ts';
import type { Unit } from '../units/unit.ts';
import type { UnitRunner } from '../units/unit-runner.ts';
import { bestSingle, candidateOf, chooseArms, choosePairs, type SelectedArm } from './choose-arms.ts';
import { chooseDirection, DIRECTION_RULE, directionUnits } from './choose-direction.ts';
import { bestFeasible } from './select-arm.ts';

/** A selected arm with what its choice was made from. */
export interface ObservedArm extends SelectedArm {
  readonly selected: SelectionObservation | Overflow;
}

/** Everything that the selection split decides. */
export interface ArmSelection {
  /** All arms that go to the test split, the unattacked model first. */
  readonly arms: readonly ObservedArm[];
  /** Whether the unattacked model is one whose refusal can be spoken of. */
  readonly baseline: BaselineResult;
  /** Absent where they were given. */
  readonly refusalStarts?: RefusalStarts;
  readonly chosen: readonly ChosenArm[];
  /** The best of all feasible attacks, whatever their method and role; null where none of them does more than no attack. */
  readonly strongest: string | null;
  /** The chosen pca-ot arm, and the best one at a single layer. */
  readonly transport: ArmSpec;
  readonly best: { readonly layer: number; readonly rank: number };
  readonly direction: DirectionSelection;
  readonly som: DirectionSelection;
}

/** Every arm on the selection split, and all choices among them; the test split is not looked at. */
export async function selectArms(
  subject: AuditSubject,
  options: AuditOptions,
  runner: UnitRunner,
  onPlanned: (arms: readonly ArmSpec[], others?: readonly Unit[]) => void,
  onBaseline: (baseline: BaselineResult) => void = () => {},
): Promise<ArmSelection> {
  const { layers } = subject.model;
  const grid = planGrid(layers, options);
  const places = { layers, suffixLength: subject.suffixLength };
  const [rfaUnits, somUnits] = [directionUnits('rfa', places), directionUnits('som', places)];
  onPlanned(grid, [...rfaUnits, ...somUnits]);

  // The unattacked model is the first of all arms, and does not overflow: its activations were captured.
  const [unattacked] = await runner.run([{ kind: 'selection' as const, arm: grid[0] }]);
  const baseline = unattacked as SelectionObservation;
  const judged = baselineResult(baseline, subject, options.forceBaseline ?? false);
  onBaseline(judged);
  const [refusalStarts] = subject.infersStarts ? await runner.run([{ kind: 'refusal-starts' as const }]) : [];
  const direction = await chooseDirection(runner, rfaUnits, layers);
  const som = await chooseDirection(runner, somUnits, layers);
  const ablations = [
    ablationArm('rfa', direction.chosen.candidate, options),
    ablationArm('rfa', direction.withoutLayerPruning.chosen.candidate, options),
    ablationArm('som', som.chosen.candidate, options),
    ablationArm('som', som.withoutLayerPruning.chosen.candidate, options),
  ];
  const select = async (specs: readonly ArmSpec[]): Promise<ObservedArm[]> => {
    onPlanned(specs);
    const observations = await runner.run(specs.map((arm) => ({ kind: 'selection' as const, arm })));
    return specs.map((arm, i) => ({
      arm,
      selected: observations[i],
      selection: selectionResult(observations[i], baseline, subject),
    }));
  };
  // Direction selection may choose what the grid has already.
  const arms = await select(distinctArms([...grid, ...ablations]));
  arms.push(...(await select(choosePairs(arms, { layers, options }))));
  // rfa and som have the published rule for directions.
  const selected = plannedMethods(options)
    .filter(({ actsEverywhere }) => !actsEverywhere)
    .map(({ name }) => name);
  const chosen: ChosenArm[] = [
    { method: 'rfa', armId: ablations[0].id, ...flagOf(direction.flagged) },
    { method: 'som', armId: ablations[2].id, ...flagOf(som.flagged) },
    ...chooseArms(arms, selected),
  ];
  const transportId = chosen.find(({ method }) => method === 'pca-ot')!.armId;
  const transport = arms.find(({ arm }) => arm.id === transportId)!.arm;
  const single = bestSingle(arms, 'pca-ot');
  const best = { layer: soleLayer(single)!, rank: single.rank! };
  const variants = [...planVariants(transport, options), ...planStrengths(layers, best, options)];
  arms.push(...(await select(variants)));
  const starts = refusalStarts === undefined ? {} : { refusalStarts };
  return {
    ...starts,
    arms,
    baseline: judged,
    chosen,
    strongest: strongestOf(arms),
    transport,
    best,
    direction,
    som,
  };
}

function strongestOf([unattacked, ...attacks]: readonly ObservedArm[]): string | null {
  const best = bestFeasible(attacks.map(candidateOf));
  const successes = best?.selection.coherentAsr?.k ?? 0;
  return best && successes > unattacked.selection.coherentAsr!.k ? best.id : null;
}

function flagOf(flagged: boolean): Pick<ChosenArm, 'feasible' | 'flag' | 'rule'> {
  return {
    feasible: !flagged,
    flag: flagged ? 'no direction passed the published filter; the best unfiltered one stands in' : '',
    rule: DIRECTION_RULE,
  };
}
