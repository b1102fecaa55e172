import type { DirectionSelection } from '../../methods/select-direction.ts';
import type { ChosenArm } from '../../results/results.ts';
import type { ArmSpec } from '../plan/arm.ts';
import { chosenLayers } from '../plan/chosen-layers.ts';
import { ablationArm } from '../plan/plan-arms.ts';
import { triedMethods } from '../plan/planned-methods.ts';
import type { AuditOptions } from '../subject/audit-options.ts';
import type { AuditSubject } from '../subject/subject.ts';
import type { UnitOf } from '../units/unit.ts';
import type { UnitRunner } from '../units/unit-runner.ts';
import { chooseDirection, DIRECTION_RULE, directionUnits } from './choose-direction.ts';

/** Methods whose place is chosen by the published rule for directions. */
export const DIRECTION_METHODS = ['rfa', 'som'] as const;
type DirectionMethod = (typeof DIRECTION_METHODS)[number];

/** What the rule chose of each method that is tried. */
export type Directions = ReadonlyMap<DirectionMethod, DirectionSelection>;

/** Every candidate for a direction, by method. */
export function planDirections(
  subject: AuditSubject,
  options: AuditOptions,
): Map<DirectionMethod, UnitOf<'direction'>[]> {
  const tried = new Set(triedMethods(options).map(({ name }) => name));
  const places = {
    layers: chosenLayers(subject.model.layers, options),
    suffixLength: subject.suffixLength,
  };
  return new Map(
    DIRECTION_METHODS.filter((method) => tried.has(method)).map((method) => [
      method,
      directionUnits(method, places),
    ]),
  );
}

/** The published rule over candidates of each method. */
export async function chooseDirections(
  runner: UnitRunner,
  candidates: ReadonlyMap<DirectionMethod, readonly UnitOf<'direction'>[]>,
  layers: number,
): Promise<Directions> {
  const found = new Map<DirectionMethod, DirectionSelection>();
  for (const [method, units] of candidates) found.set(method, await chooseDirection(runner, units, layers));
  return found;
}

/** The arms of what was chosen, with and without dropping late layers. */
export function directionArms(directions: Directions, options: AuditOptions): ArmSpec[] {
  return [...directions].flatMap(([method, { chosen, withoutLayerPruning }]) =>
    [chosen, withoutLayerPruning.chosen].map(({ candidate }) => ablationArm(method, candidate, options)),
  );
}

/** What each method goes into the comparison with. */
export function chosenDirections(directions: Directions, options: AuditOptions): ChosenArm[] {
  return [...directions].map(([method, { chosen, flagged }]) => ({
    method,
    armId: ablationArm(method, chosen.candidate, options).id,
    feasible: !flagged,
    flag: flagged ? 'no direction passed the published filter; the best unfiltered one stands in' : '',
    rule: DIRECTION_RULE,
  }));
}
