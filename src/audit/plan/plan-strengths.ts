import { type AuditOptions, GRID_DEPTHS } from '../subject/audit-options.ts';
import type { ArmSpec } from './arm.ts';
import { chosenLayers } from './chosen-layers.ts';
import { armSpec } from './plan-arms.ts';

/** The layers nearest to {@link GRID_DEPTHS}, each once, in order. */
export function gridLayers(modelLayers: number): number[] {
  const layers = GRID_DEPTHS.map((depth) =>
    Math.min(modelLayers - 1, Math.max(0, Math.round(depth * modelLayers) - 1)),
  );
  return [...new Set(layers)];
}

/** pca-ot at every strength but the audit's own (which the grid has): over the grid's layers and ranks, and at `best`. */
export function planStrengths(
  modelLayers: number,
  best: { readonly layer: number; readonly rank: number },
  options: AuditOptions,
): ArmSpec[] {
  if (options.without?.includes('strengths')) return [];
  const tried = new Set(chosenLayers(modelLayers, options));
  const layers = gridLayers(modelLayers).filter((layer) => tried.has(layer));
  const places = layers.flatMap((layer) => options.ranks.map((rank) => ({ layer, rank })));
  if (!places.some(({ layer, rank }) => layer === best.layer && rank === best.rank)) places.push(best);
  return places.flatMap(({ layer, rank }) =>
    options.strengths
      .filter((strength) => strength !== options.strength)
      .map((strength) =>
        armSpec(
          { role: 'strength', method: 'pca-ot', layers: [layer], rank, strength, extent: 'frontier' },
          options,
        ),
      ),
  );
}
