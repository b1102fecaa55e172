import type { ControlKind } from '../../results/arm-words.ts';
import type { AuditOptions } from '../subject/audit-options.ts';
import type { ArmSpec } from './arm.ts';
import { chosenLayers } from './chosen-layers.ts';
import { armSpec } from './plan-arms.ts';

/** One control of the single-layer pca-ot arm of that layer and rank. */
export function controlArm(
  place: { readonly layer: number; readonly rank: number },
  control: { readonly kind: ControlKind; readonly draw: number },
  options: AuditOptions,
): ArmSpec {
  return armSpec(
    {
      role: 'control',
      method: 'pca-ot',
      layers: [place.layer],
      rank: place.rank,
      control,
      extent: control.kind === 'reverse' ? 'induction' : 'success',
    },
    // Controls exist for complement `keep`; the arms of another complement are compared with those.
    { ...options, complement: 'keep' },
  );
}

/** `count` random displacements at one layer and rank. */
export function randomControls(
  place: { readonly layer: number; readonly rank: number },
  count: number,
  options: AuditOptions,
  kind: 'random' | 'random-covariance' = 'random',
): ArmSpec[] {
  return Array.from({ length: count }, (_, draw) => controlArm(place, { kind, draw }, options));
}

/** Draws at a peak; never fewer than elsewhere. */
export const peakDrawsOf = ({ peakDraws, controlDraws }: AuditOptions): number =>
  Math.max(peakDraws, controlDraws);

/** Whether random displacements are drawn at all. */
export const hasControls = ({
  controlDraws,
  without,
}: Pick<AuditOptions, 'controlDraws' | 'without'>): boolean =>
  controlDraws > 0 && !without?.includes('controls');

/** Where single-layer pca-ot has controls. */
export interface ControlledPlaces {
  /** Of random displacements: each of these layers at each of these ranks. */
  readonly layers: readonly number[];
  readonly ranks: readonly number[];
  /** Of the other kinds, at the best arm's rank. */
  readonly parts: readonly number[];
  /** Draws of random displacements away from the best arm, and of those that keep the covariance. */
  readonly draws: number;
}

/** Every layer that is tried, at every rank. */
export function allPlaces(modelLayers: number, options: AuditOptions): ControlledPlaces {
  const layers = chosenLayers(modelLayers, options);
  return { layers, ranks: options.ranks, parts: layers, draws: options.controlDraws };
}

/**
 * The controls of every single-layer pca-ot arm: random displacements for each layer and rank, more of them at `best`, the arm that selection puts
 * first, and there as many of the covariance variant as elsewhere; at its rank also shuffled labels, the rotated map (K ≥ 2), the covariance alone
 * and the reverse map, for each layer of `parts`. None where there are to be no controls. (The mean alone is mean-shift, in the grid already.)
 */
export function planControls(
  places: ControlledPlaces,
  best: { readonly layer: number; readonly rank: number },
  options: AuditOptions,
): ArmSpec[] {
  if (!hasControls(options)) return [];
  const { layers, ranks, parts: partLayers, draws } = places;
  const parts: readonly ControlKind[] = [
    'shuffled',
    ...(best.rank >= 2 ? (['rotated'] as const) : []),
    'covariance-only',
    'reverse',
  ];
  return [
    ...ranks.flatMap((rank) =>
      layers.flatMap((layer) => {
        const isBest = layer === best.layer && rank === best.rank;
        return randomControls({ layer, rank }, isBest ? peakDrawsOf(options) : draws, options);
      }),
    ),
    ...(partLayers.length > 0 ? randomControls(best, draws, options, 'random-covariance') : []),
    ...parts.flatMap((kind) =>
      partLayers.map((layer) => controlArm({ layer, rank: best.rank }, { kind, draw: 0 }, options)),
    ),
  ];
}
