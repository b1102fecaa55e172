import type { PooledPca } from '../../transport/pooled-pca.ts';
import type { CovarianceShrinkage } from '../../transport/shrink-covariance.ts';
import type { InterventionOptions } from '../intervention-options.ts';

/** The options of the pca-ot arm that a control belongs to; controls exist for complement `keep`. */
export interface ControlOptions extends InterventionOptions {
  /** K. */
  readonly rank: number;
  /** Shrinkage of both class covariances; default none. */
  readonly shrinkage?: CovarianceShrinkage;
  /** PCA of the same activations, fitted once for every K. */
  readonly pca?: PooledPca;
}
