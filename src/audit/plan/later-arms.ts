import type { AuditOptions } from '../subject/audit-options.ts';
import type { ArmSpec } from './arm.ts';
import { ablationArm, PAIRED_METHODS, planGrid, planPairs, planVariants } from './plan-arms.ts';
import { peakDrawsOf, planControls, randomControls } from './plan-controls.ts';
import { planStrengths } from './plan-strengths.ts';

/**
 * Arms that only the selection split will bring, as if it chose the middle of the model: about as many as there will be, and of the
 * same kinds.
 */
export function laterArms(layers: number, options: AuditOptions): ArmSpec[] {
  const middle = Math.floor(layers / 2);
  const grid = planGrid(layers, options);
  const transport = grid.find(({ method, layers: [layer] }) => method === 'pca-ot' && layer === middle)!;
  const best = { layer: middle, rank: options.ranks[0] };
  return [
    // Direction selection may choose a position that the grid does not have, with and without dropping late layers.
    ...[-2, -3].map((position) => ablationArm('rfa', { layer: middle, position }, options)),
    ...[middle, middle + 1].map((layer) => ablationArm('som', { layer, position: -1 }, options)),
    ...PAIRED_METHODS.flatMap((method) =>
      planPairs(method, { ranked: [middle, middle + 2], rank: options.ranks[0] }, layers, options),
    ),
    ...planVariants(transport, options),
    ...planStrengths(layers, best, options),
    ...planControls(layers, best, options),
    // The test prompts may put another layer first than selection.
    ...(options.controlDraws > 0
      ? randomControls({ ...best, layer: middle + 1 }, peakDrawsOf(options), options).slice(
          options.controlDraws,
        )
      : []),
  ];
}
