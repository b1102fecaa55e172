import type { ArmSpec } from '../plan/arm.ts';
import { chosenLayers } from '../plan/chosen-layers.ts';
import { ablationArm, PAIRED_METHODS, planGrid, planPairs, planVariants } from '../plan/plan-arms.ts';
import { allPlaces, hasControls, peakDrawsOf, planControls, randomControls } from '../plan/plan-controls.ts';
import { planStrengths } from '../plan/plan-strengths.ts';
import { triedMethods } from '../plan/planned-methods.ts';
import type { AuditOptions } from '../subject/audit-options.ts';

/**
 * Arms that only the selection split will bring, as if it chose the middle of the model: about as many as there will be, and of the
 * same kinds.
 */
export function laterArms(layers: number, options: AuditOptions): ArmSpec[] {
  const tried = chosenLayers(layers, options);
  const middle = tried[Math.floor(tried.length / 2)];
  const grid = planGrid(layers, options);
  const methods = triedMethods(options).map(({ name }) => name);
  const transport = grid.find(({ method, layers: [layer] }) => method === 'pca-ot' && layer === middle)!;
  const best = { layer: middle, rank: options.ranks[0] };
  return [
    // Direction selection may choose a position that the grid does not have, with and without dropping late layers.
    ...(methods.includes('rfa') ? [-2, -3] : []).map((position) =>
      ablationArm('rfa', { layer: middle, position }, options),
    ),
    ...(methods.includes('som') ? [middle, middle + 1] : []).map((layer) =>
      ablationArm('som', { layer, position: -1 }, options),
    ),
    ...PAIRED_METHODS.filter((method) => methods.includes(method)).flatMap((method) =>
      planPairs(method, { ranked: [middle, middle + 2], rank: options.ranks[0] }, layers, options),
    ),
    ...planVariants(transport, options),
    ...planStrengths(layers, best, options),
    ...planControls(allPlaces(layers, options), best, options),
    // The test prompts may put another layer first than selection.
    ...(hasControls(options)
      ? randomControls({ ...best, layer: middle + 1 }, peakDrawsOf(options), options).slice(
          options.controlDraws,
        )
      : []),
  ];
}
