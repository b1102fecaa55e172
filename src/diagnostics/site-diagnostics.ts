import { InvalidInputError } from '../errors/invalid-input-error.ts';
import type { Sample } from '../linalg/sample.ts';
import { squaredNorm } from '../linalg/squared-norm.ts';
import { capturedMeanShare } from '../methods/captured-mean-share.ts';
import { zeroPosition } from '../methods/zero-position.ts';
import { type EnergyTest, energyTest } from '../statistics/energy-test.ts';
import type { ClassGroups } from '../statistics/permuted-labels.ts';
import { RandomStream } from '../statistics/random-stream.ts';
import { checkSamples } from '../transport/check-samples.ts';
import { fitGaussianTransport, type GaussianTransport } from '../transport/gaussian-transport.ts';
import { fitPooledPca, type PooledPca } from '../transport/pooled-pca.ts';
import type { CovarianceShrinkage } from '../transport/shrink-covariance.ts';
import { type CovarianceFacts, covarianceFacts } from './covariance-facts.ts';
import { DEFAULT_PERMUTATIONS } from './default-permutations.ts';
import { type Gaussianity, gaussianity } from './gaussianity.ts';
import { type HeldOutDistance, heldOutDistance } from './held-out-distance.ts';
import { type GaussianMapJudgement, judgeGaussianMap } from './judge-gaussian-map.ts';
import { type MapSpectrum, mapSpectrum } from './map-spectrum.ts';
import { type ProbeAccuracy, probeAccuracy } from './probe.ts';

export interface SiteDiagnosticsRequest {
  /** Rows that the map is fitted on: source (harmful) and target (harmless). */
  readonly fitSource: Sample;
  readonly fitTarget: Sample;
  /** Rows of other prompts, used by no fit; three or more per class. */
  readonly heldOutSource: Sample;
  readonly heldOutTarget: Sample;
  /** K. */
  readonly rank: number;
  /** Shrinkage of the arm's covariances; default none. */
  readonly shrinkage?: CovarianceShrinkage;
  /** PCA of the fit rows, if already known. */
  readonly pca?: PooledPca;
  /**
   * Near-duplicates and twins among the rows of each split: labels are permuted by group. Classes made of matched twins need
   * them: a permutation that separates twins makes classes look farther apart by chance than they can be.
   */
  readonly groups?: { readonly fit: ClassGroups; readonly heldOut: ClassGroups };
  /** Seed; default 0. */
  readonly seed?: number;
  /** Permutations per test; default {@link DEFAULT_PERMUTATIONS}. */
  readonly permutations?: number;
}

/** Geometry of both classes at one site and the effect of a Gaussian map of rank K on it. All numbers are finite or null. */
export interface SiteDiagnostics {
  /** K. */
  readonly rank: number;
  /** d. */
  readonly dimension: number;
  readonly counts: {
    readonly fitSource: number;
    readonly fitTarget: number;
    readonly heldOutSource: number;
    readonly heldOutTarget: number;
  };
  readonly seed: number;
  readonly permutations: number;
  /** Whether labels were permuted by group. */
  readonly grouped: boolean;
  /** ‖r‖, r = mu_H − mu_S of the fit rows. */
  readonly meanDifferenceNorm: number;
  /** t0 = −rᵀmu_S/‖r‖²: 0 at mu_S, 1 at mu_H; null where the means coincide. */
  readonly zeroPosition: number | null;
  /** −r̂ᵀmu_S/sigma_S(r̂): distance of zero from the target's mean, in standard deviations of the target. */
  readonly zeroDeviations: number | null;
  /** ‖Pᵀr‖²/‖r‖². */
  readonly capturedMeanShare: number | null;
  /** The same for 1 … K axes. */
  readonly capturedMeanShareByRank: readonly (number | null)[];
  /** Share of the pooled variance along each axis. */
  readonly explainedVariance: readonly number[];
  readonly source: CovarianceFacts;
  readonly target: CovarianceFacts;
  /** ρ of Ledoit and Wolf among the K coordinates, 0 for K = 1. */
  readonly subspaceShrinkage: { readonly source: number; readonly target: number };
  readonly map: MapSpectrum;
  readonly heldOutDistance: HeldOutDistance;
  readonly gaussianity: Gaussianity;
  /** T(H_held-out) against S_held-out in the K coordinates. */
  readonly energy: EnergyTest;
  readonly gaussianMap: GaussianMapJudgement;
  readonly probe: ProbeAccuracy;
}

/**
 * Everything of docs/method.md, Diagnostics, at one site. The map (complement `keep`) is fitted on the fit rows and judged on
 * the held-out ones, in its K coordinates. Rows are exchangeable in the permutations unless `groups` says otherwise.
 * Throws {@link InvalidInputError} where `fitPcaOt` does, on held-out rows of another dimension or fewer than three, and on
 * permutations that are not a positive integer.
 */
export function siteDiagnostics(request: SiteDiagnosticsRequest): SiteDiagnostics {
  const { fitSource, fitTarget, heldOutSource, heldOutTarget, rank, groups } = request;
  const { seed = 0, permutations = DEFAULT_PERMUTATIONS, shrinkage = { kind: 'none' } } = request;
  checkRequest(request, permutations);
  const pca = request.pca ?? fitPooledPca(fitSource, fitTarget);
  const transport = fitGaussianTransport(fitSource, fitTarget, { rank, shrinkage, pca });
  const coordinates = {
    fitSource: pca.project(fitSource.rows, rank),
    fitTarget: pca.project(fitTarget.rows, rank),
    heldOutSource: pca.project(heldOutSource.rows, rank),
    heldOutTarget: pca.project(heldOutTarget.rows, rank),
  };
  const mapped = transport.map.apply(coordinates.heldOutSource);
  const drawing = (label: string, split: 'fit' | 'heldOut') => ({
    permutations,
    random: new RandomStream(seed, label),
    ...(groups ? { groups: groups[split] } : {}),
  });
  const ledoitWolf = fitGaussianTransport(fitSource, fitTarget, {
    rank,
    shrinkage: { kind: 'ledoit-wolf' },
    pca,
  });
  const counts = {
    fitSource: fitSource.count,
    fitTarget: fitTarget.count,
    heldOutSource: heldOutSource.count,
    heldOutTarget: heldOutTarget.count,
  };
  const gaussian = gaussianity(
    coordinates.heldOutSource,
    coordinates.heldOutTarget,
    transport.target.mean.map((value, k) => value - transport.source.mean[k]),
  );
  const energy = energyTest(mapped, coordinates.heldOutTarget, rank, drawing('energy', 'heldOut'));
  return {
    rank,
    dimension: fitSource.dimension,
    counts,
    seed,
    permutations,
    grouped: groups !== undefined,
    ...meanFacts(transport, fitTarget),
    explainedVariance: [...pca.explainedVariance(rank)],
    source: covarianceFacts(fitSource),
    target: covarianceFacts(fitTarget),
    subspaceShrinkage: { source: ledoitWolf.source.intensity, target: ledoitWolf.target.intensity },
    map: mapSpectrum(transport, coordinates.fitSource, coordinates.fitTarget, {
      ...drawing('spectrum', 'fit'),
      shrinkage,
    }),
    heldOutDistance: heldOutDistance(
      coordinates.heldOutSource,
      mapped,
      coordinates.heldOutTarget,
      rank,
      drawing('distance', 'heldOut'),
    ),
    gaussianity: gaussian,
    energy,
    gaussianMap: judgeGaussianMap({ rank, energy, gaussianity: gaussian, counts }),
    probe: probeAccuracy(transport, { source: heldOutSource, target: heldOutTarget }, coordinates),
  };
}

function checkRequest(request: SiteDiagnosticsRequest, permutations: number): void {
  const { fitSource, fitTarget, heldOutSource, heldOutTarget } = request;
  checkSamples(fitSource, fitTarget);
  checkSamples(heldOutSource, heldOutTarget, 3);
  if (heldOutSource.dimension !== fitSource.dimension)
    throw new InvalidInputError(
      'held-out activations',
      `have dimension ${heldOutSource.dimension}, the fit ${fitSource.dimension}`,
      'Capture all prompts from the same model at the same site.',
    );
  if (!(Number.isSafeInteger(permutations) && permutations >= 1))
    throw new InvalidInputError('permutations', `${permutations} is not a positive integer`);
}

function meanFacts(
  transport: GaussianTransport,
  fitTarget: Sample,
): Pick<
  SiteDiagnostics,
  'meanDifferenceNorm' | 'zeroPosition' | 'zeroDeviations' | 'capturedMeanShare' | 'capturedMeanShareByRank'
> {
  const { sourceMean, targetMean, source, target, rank } = transport;
  const direction = sourceMean.map((value, j) => value - targetMean[j]);
  const squared = squaredNorm(direction);
  const along = source.mean.map((value, k) => (value - target.mean[k]) ** 2);
  let captured = 0;
  const byRank = Array.from({ length: rank }, (_, k) =>
    squared === 0 ? null : (captured += along[k]) / squared,
  );
  return {
    meanDifferenceNorm: Math.sqrt(squared),
    zeroPosition: zeroPosition(sourceMean, targetMean),
    zeroDeviations: zeroDeviations(direction, targetMean, fitTarget),
    capturedMeanShare: capturedMeanShare(transport),
    capturedMeanShareByRank: byRank,
  };
}

/** −r̂ᵀmu_S/sigma_S(r̂), the length of r cancels; null where r is 0 or the target does not vary along it. */
function zeroDeviations(direction: Float64Array, mean: Float64Array, { rows, count }: Sample): number | null {
  const d = mean.length;
  const dot = direction.reduce((sum, value, j) => sum + value * mean[j], 0);
  let squares = 0;
  for (let start = 0; start < rows.length; start += d) {
    let along = 0;
    for (let j = 0; j < d; j++) along += (rows[start + j] - mean[j]) * direction[j];
    squares += along * along;
  }
  return squares > 0 ? -dot / Math.sqrt(squares / (count - 1)) : null;
}
