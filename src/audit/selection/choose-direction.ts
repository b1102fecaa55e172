import {
  type DirectionMeasurement,
  type DirectionSelection,
  selectDirection,
} from '../../methods/select-direction.ts';
import type { UnitOf } from '../units/unit.ts';
import type { UnitRunner } from '../units/unit-runner.ts';

export const DIRECTION_RULE =
  'Arditi et al. 2024, on the selection split: drop KL > 0.1, induced refusal score < 0 and the last fifth of the layers; ' +
  'lowest refusal score under ablation; none left: best unfiltered, flagged';

/** rfa: every (layer, post-instruction position); som: the last prompt token of every layer. */
export function directionUnits(
  method: 'rfa' | 'som',
  { layers, suffixLength }: { readonly layers: readonly number[]; readonly suffixLength: number },
): UnitOf<'direction'>[] {
  const positions =
    method === 'som' ? [-1] : Array.from({ length: Math.max(1, suffixLength) }, (_, i) => -1 - i);
  return positions.flatMap((position) =>
    layers.map((layer) => ({ kind: 'direction' as const, method, layer, position })),
  );
}

/** The published selection of what is ablated, among the places where the class means differ. */
export async function chooseDirection(
  runner: UnitRunner,
  units: readonly UnitOf<'direction'>[],
  layers: number,
): Promise<DirectionSelection> {
  const measured = await runner.run<'direction'>(units);
  const candidates = units.filter((_, i) => measured[i] !== null);
  const measurements = new Map(units.map((unit, i) => [unit, measured[i]]));
  return selectDirection({
    candidates,
    layers,
    measure: async (candidate): Promise<DirectionMeasurement> =>
      measurements.get(candidate as UnitOf<'direction'>)!,
  });
}
