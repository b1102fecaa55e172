import type { Activations } from '../activations/activations.ts';
import type { Intervention, Json } from '../interventions/intervention.ts';
import type { ResidualSite } from '../interventions/residual-site.ts';
import { fitGaussianTransport, type GaussianTransport } from '../transport/gaussian-transport.ts';
import { type Complement, liftMap } from '../transport/lift.ts';
import type { PooledPca } from '../transport/pooled-pca.ts';
import type { CovarianceShrinkage } from '../transport/shrink-covariance.ts';
import { capturedMeanShare } from './captured-mean-share.ts';
import { defineMethod } from './define-method.ts';
import type { InterventionOptions } from './intervention-options.ts';
import { joinInterventions } from './join-interventions.ts';
import { singleSiteFit } from './single-site-fit.ts';

export interface PcaOtOptions extends InterventionOptions {
  /** K. */
  readonly rank: number;
  /** Treatment of the complement of the subspace; default `keep`. */
  readonly complement?: Complement;
  /** Shrinkage of both class covariances; default none. */
  readonly shrinkage?: CovarianceShrinkage;
}

/** Both classes at one site; `pca`, fitted once, serves every K. */
export interface SiteSamples {
  readonly source: Activations;
  readonly target: Activations;
  readonly pca?: PooledPca;
}

/**
 * PCA + Gaussian optimal transport at one site: source (harmful) activations are carried onto target (harmless) ones
 * by T(y) = m_S + A (y − m_H) in K pooled principal coordinates, lifted by `complement`.
 *
 * Facts by site name: `capturedMeanShare` ‖Pᵀr‖²/‖r‖², `explainedVariance` (share per axis), `mapEigenvalues` of A,
 * `sourceRank` (rank of C_H), `sourceShrinkage`, `targetShrinkage` (ρ), `wassersteinSquared`, `wassersteinSquaredMean`,
 * `wassersteinSquaredCovariance`, `sourceCount`, `targetCount`, `displacementNorm`, `zeroPosition` −rᵀmu_S/‖r‖². With
 * `keep` and no shrinkage displacementNorm² is the mean part of W2² plus (n_H − 1)/n_H of its covariance part. Throws
 * `InvalidInputError` naming the option: rank > min(n_H, n_S) − 1 or > the numerical rank, constant activations,
 * fewer than two rows, unequal dimensions, unknown complement, shrinkage or scope, strength not finite.
 */
export function fitPcaOt(
  site: ResidualSite,
  source: Activations,
  target: Activations,
  options: PcaOtOptions & { readonly pca?: PooledPca },
): Intervention {
  const { rank, complement = 'keep', shrinkage = { kind: 'none' } as const, pca, ...settings } = options;
  const transport = fitGaussianTransport(source, target, { rank, shrinkage, ...(pca ? { pca } : {}) });
  return singleSiteFit({
    method: 'pca-ot',
    site,
    map: liftMap(transport, complement),
    source,
    means: transport,
    settings,
    options: { rank, complement, shrinkage: { ...shrinkage } },
    facts: { ...factsOf(transport), sourceCount: source.count, targetCount: target.count },
  });
}

/** {@link fitPcaOt} at several sites at once, each fitted on its own activations, none seeing the others' maps. */
export function fitPcaOtAtSites(
  samples: Iterable<readonly [ResidualSite, SiteSamples]>,
  options: PcaOtOptions,
): Intervention {
  const parts = [...samples].map(([site, { source, target, pca }]) =>
    fitPcaOt(site, source, target, { ...options, ...(pca ? { pca } : {}) }),
  );
  return joinInterventions(parts, { options: { refit: 'simultaneous' } });
}

function factsOf(transport: GaussianTransport): { readonly [key: string]: Json } {
  const { rank, pca, source, target, map, distance } = transport;
  return {
    capturedMeanShare: capturedMeanShare(transport),
    explainedVariance: [...pca.explainedVariance(rank)],
    mapEigenvalues: [...map.eigenvalues],
    sourceRank: map.sourceRank,
    sourceShrinkage: source.intensity,
    targetShrinkage: target.intensity,
    wassersteinSquared: distance.squared,
    wassersteinSquaredMean: distance.mean,
    wassersteinSquaredCovariance: distance.covariance,
  };
}

export const pcaOtMethod = defineMethod({
  name: 'pca-ot',
  title: 'PCA + optimal transport',
  note: 'Carries the forbidden cloud onto the harmless one in K principal coordinates: mean and covariance.',
  point: 'resid_post',
  takes: ['rank', 'complement', 'shrinkage'],
  inSubspace: true,
  style: {
    colour: '#0069a8',
    symbol: 'circle',
    page: { light: '#0069a8', dark: '#53b2ec' },
    higherRanks: { colour: '#0488dc', page: { light: '#0488dc', dark: '#a9dcfc' } },
  },
  fit: (site, { source, target }, { rank, complement, shrinkage, pca, settings }) =>
    fitPcaOt(site, source, target, {
      ...settings,
      rank,
      complement,
      ...(shrinkage ? { shrinkage } : {}),
      ...(pca ? { pca } : {}),
    }),
});
