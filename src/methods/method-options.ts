import type { Activations } from '../activations/activations.ts';
import type { Complement } from '../transport/lift.ts';
import type { PooledPca } from '../transport/pooled-pca.ts';
import type { CovarianceShrinkage } from '../transport/shrink-covariance.ts';
import type { DirectionOrigin } from './ablate-everywhere.ts';
import type { ActSupport } from './act-support.ts';
import type { InterventionOptions } from './intervention-options.ts';

/** Data for a fit: both classes at one site, in float32, [n_H, d] and [n_S, d]. */
export interface MethodClasses {
  /** H: of harmful (forbidden) prompts, to be moved. */
  readonly source: Activations;
  /** S: of harmless prompts, to be moved onto. */
  readonly target: Activations;
}

/** The options of all methods; each uses its own. */
export interface MethodOptions {
  /** Layers of the model; rfa and som act on all of them. */
  readonly layers: number;
  /** K of methods that take a rank. */
  readonly rank: number;
  readonly complement: Complement;
  /** Undefined: the method's default. */
  readonly shrinkage?: CovarianceShrinkage | undefined;
  readonly support: ActSupport;
  /** Neurons of som along the two sides of its grid; undefined: its default. */
  readonly grid?: readonly [number, number];
  /** Origin of the directions of rfa and som, for the provenance. */
  readonly origin?: DirectionOrigin;
  /** PCA of the same activations, fitted once for every K. */
  readonly pca?: PooledPca;
  /** Strength, token scope and skipFirst, to be passed unchanged to `buildIntervention` or `singleSiteFit`. */
  readonly settings: InterventionOptions;
}
