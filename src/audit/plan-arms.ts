import type { Intervention } from '../interventions/intervention.ts';
import { siteDepth } from '../interventions/residual-site.ts';
import { fitAce } from '../methods/ace.ts';
import { fitActAdd } from '../methods/act-add.ts';
import { meanDifference } from '../methods/mean-difference.ts';
import { fitMeanShift } from '../methods/mean-shift.ts';
import { fitPcaOt, fitPcaOtAtSites } from '../methods/pca-ot.ts';
import { directionalAblation } from '../methods/rfa.ts';
import type { AuditOptions } from './audit-options.ts';
import type { FitActivations } from './capture-fit.ts';

/** One column of the comparison: a method with its options at its sites. */
export interface Arm {
  readonly id: string;
  readonly method: string;
  /** null for the baseline and for arms at all layers. */
  readonly layer: number | null;
  readonly depth: number | null;
  readonly rank: number | null;
  /** undefined: the unattacked model. */
  readonly intervention: Intervention | undefined;
}

/** The unattacked model. */
export const BASELINE: Arm = {
  id: 'baseline',
  method: 'baseline',
  layer: null,
  depth: null,
  rank: null,
  intervention: undefined,
};

/** Ablation everywhere of one direction; the arm is named after the block input that the direction was taken at. */
export function rfaArm(
  { layer, position, direction }: { layer: number; position: number; direction: Float32Array | Float64Array },
  layers: number,
  { scope }: Pick<AuditOptions, 'scope'>,
): Arm {
  return {
    id: `rfa@${layer}${position === -1 ? '' : `/p${position}`}`,
    method: 'rfa',
    layer,
    depth: siteDepth({ layer, point: 'resid_pre' }, layers),
    rank: null,
    intervention: directionalAblation(layers, direction, { scope, origin: { layer, position } }),
  };
}

/**
 * Every arm of the default grid, fitted: rfa and act-add from the block input of each layer but the first (at a
 * post-instruction position the first block's input is one embedding, the same for every prompt), ace, mean-shift and
 * pca-ot at resid_post of each layer for every K, and pca-ot at all layers at once.
 */
export function planArms(fit: FitActivations, layers: number, options: AuditOptions): Arm[] {
  const { scope, ranks, complement } = options;
  const all = Array.from({ length: layers }, (_, layer) => layer);
  const inputs = fit.residPre.get(-1)!;
  const arms: Arm[] = [BASELINE];
  const add = (
    method: string,
    layer: number,
    point: 'resid_pre' | 'resid_post',
    intervention: Intervention,
    rank: number | null = null,
  ): void => {
    const id = `${method}@${layer}${rank === null ? '' : `/k${rank}`}`;
    arms.push({ id, method, layer, depth: siteDepth({ layer, point }, layers), rank, intervention });
  };
  for (const layer of all.slice(1)) {
    const { direction } = meanDifference(inputs[layer].forbidden, inputs[layer].harmless);
    arms.push(rfaArm({ layer, position: -1, direction }, layers, options));
  }
  for (const layer of all.slice(1)) {
    const { forbidden, harmless } = inputs[layer];
    add(
      'act-add',
      layer,
      'resid_pre',
      fitActAdd({ layer, point: 'resid_pre' }, forbidden, harmless, { scope }),
    );
  }
  for (const layer of all) {
    const { forbidden, harmless } = fit.residPost[layer];
    add('ace', layer, 'resid_post', fitAce({ layer, point: 'resid_post' }, forbidden, harmless, { scope }));
  }
  for (const rank of ranks)
    for (const layer of all) {
      const { forbidden, harmless, pca } = fit.residPost[layer];
      const site = { layer, point: 'resid_post' } as const;
      add(
        'mean-shift',
        layer,
        'resid_post',
        fitMeanShift(site, forbidden, harmless, { rank, pca, scope }),
        rank,
      );
      add(
        'pca-ot',
        layer,
        'resid_post',
        fitPcaOt(site, forbidden, harmless, { rank, pca, scope, complement }),
        rank,
      );
    }
  for (const rank of ranks) {
    const sites = all.map((layer) => {
      const { forbidden, harmless, pca } = fit.residPost[layer];
      return [
        { layer, point: 'resid_post' },
        { source: forbidden, target: harmless, pca },
      ] as const;
    });
    const intervention = fitPcaOtAtSites(sites, { rank, scope, complement });
    arms.push({ id: `pca-ot@all/k${rank}`, method: 'pca-ot', layer: null, depth: null, rank, intervention });
  }
  return arms;
}
