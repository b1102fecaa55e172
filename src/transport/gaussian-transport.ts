import { InvalidInputError } from '../errors/invalid-input-error.ts';
import { columnMean } from '../linalg/mean.ts';
import type { Sample } from '../linalg/sample.ts';
import { type BuresWasserstein, buresWasserstein } from './bures-wasserstein.ts';
import { checkRank } from './check-rank.ts';
import { checkSamples } from './check-samples.ts';
import type { SubspaceMap } from './lift.ts';
import { type MongeMap, mongeMap } from './monge-map.ts';
import { fitPooledPca, type PooledPca } from './pooled-pca.ts';
import { rowRounding } from './row-rounding.ts';
import { type CovarianceShrinkage, type ShrunkMoments, shrunkMoments } from './shrink-covariance.ts';

/** Everything that a fit of PCA-OT at one site computes; {@link SubspaceMap} is the part that `liftMap` needs. */
export interface GaussianTransport extends SubspaceMap {
  /** K. */
  readonly rank: number;
  readonly pca: PooledPca;
  /** Moments of Pᵀ(x − mu_pool) in the source class, as shrunk. */
  readonly source: ShrunkMoments;
  /** The same of the target class. */
  readonly target: ShrunkMoments;
  readonly map: MongeMap;
  /** Variance along an axis that counts as 0, for the precision of the rows: see `rowRounding`. */
  readonly rounding: number;
  /** Distance between `source` and `target`. */
  readonly distance: BuresWasserstein;
}

/**
 * Pooled PCA of rank K, class moments in its coordinates, and the Monge map between them (source → target).
 * `pca`, if given, is used in place of a new one. Throws {@link InvalidInputError}: see `fitPooledPca`, `checkRank`,
 * `shrunkMoments`; and when `pca` has another dimension.
 */
export function fitGaussianTransport(
  source: Sample,
  target: Sample,
  options: { readonly rank: number; readonly shrinkage?: CovarianceShrinkage; readonly pca?: PooledPca },
): GaussianTransport {
  checkSamples(source, target);
  const { rank, shrinkage = { kind: 'none' } } = options;
  const pca = options.pca ?? fitPooledPca(source, target);
  if (pca.dimension !== source.dimension)
    throw new InvalidInputError('pca', `has dimension ${pca.dimension}, the activations ${source.dimension}`);
  checkRank(rank, source.count, target.count, pca.numericalRank);
  const sourceMoments = shrunkMoments(pca.project(source.rows, rank), rank, shrinkage);
  const targetMoments = shrunkMoments(pca.project(target.rows, rank), rank, shrinkage);
  const rounding = rowRounding([source, target]);
  const map = mongeMap(sourceMoments, targetMoments, rounding);
  return {
    rank,
    pca,
    basis: pca.basis(rank),
    linear: map.linear,
    sourceMean: columnMean(source.rows, source.dimension),
    targetMean: columnMean(target.rows, target.dimension),
    source: sourceMoments,
    target: targetMoments,
    map,
    rounding,
    distance: buresWasserstein(sourceMoments, targetMoments),
  };
}
