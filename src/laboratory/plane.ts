import type { Activations } from '../activations/activations.ts';
import type { AffineMap } from '../interventions/affine-map.ts';
import { type GaussianMoments, sampleMoments } from '../transport/moments.ts';
import type { PooledPca } from '../transport/pooled-pca.ts';

/** Fit activations of one class in the plane. */
export interface Cloud {
  /** [n, 2]. */
  readonly points: Float64Array;
  /** Mean [2] and covariance [2, 2]. */
  readonly moments: GaussianMoments;
}

/** The first two pooled principal axes of one site, with everything drawn in them. */
export interface Plane {
  /** `resid_post.7`. */
  readonly site: string;
  /** Share of the pooled variance along each axis, [2]. */
  readonly explained: Float64Array;
  readonly forbidden: Cloud;
  readonly harmless: Cloud;
  /** The forbidden cloud after the map alone; null if the plane is not that of the map, or maps act before it. */
  readonly moved: Cloud | null;
  /** Along the unattacked answer, and along the intervened one. */
  readonly paths: readonly Path[];
  /** The residual stream itself at the last prompt token, [d], of either model. */
  readonly lastPrompt: { readonly before: Float32Array; readonly after: Float32Array };
}

/**
 * [steps, 2] each: the residual stream at the last prompt token (step 0) and at each token of an answer, of the unattacked
 * and of the intervened model after the same text. Token t is predicted from step t.
 */
export interface Path {
  readonly before: Float64Array;
  readonly after: Float64Array;
}

/** Dimensions of the plane. */
export const PLANE_RANK = 2;

export function planeOf(options: {
  readonly site: string;
  readonly pca: PooledPca;
  readonly forbidden: Activations;
  readonly harmless: Activations;
  readonly map: AffineMap | undefined;
  /** [steps, d] each. */
  readonly paths: readonly { readonly before: Float32Array; readonly after: Float32Array }[];
}): Plane {
  const { site, pca, forbidden, harmless, map, paths } = options;
  const cloud = (rows: Float32Array): Cloud => {
    const points = pca.project(rows, PLANE_RANK);
    return { points, moments: sampleMoments(points, PLANE_RANK) };
  };
  const [{ before, after }] = paths;
  const { dimension } = pca;
  return {
    site,
    lastPrompt: { before: before.slice(0, dimension), after: after.slice(0, dimension) },
    explained: pca.explainedVariance(PLANE_RANK),
    forbidden: cloud(forbidden.rows),
    harmless: cloud(harmless.rows),
    moved: map ? cloud(map.apply(forbidden.rows)) : null,
    paths: paths.map(({ before, after }) => ({
      before: pca.project(before, PLANE_RANK),
      after: pca.project(after, PLANE_RANK),
    })),
  };
}
