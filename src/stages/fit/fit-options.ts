import type { ResidualSite } from '../../interventions/residual-site.ts';
import type { InterventionOptions } from '../../methods/intervention-options.ts';
import type { ActSupport } from '../../methods/linear-act.ts';
import type { Complement } from '../../transport/lift.ts';
import type { CovarianceShrinkage } from '../../transport/shrink-covariance.ts';
import type { ActivationSet } from '../run/activation-set.ts';
import type { FitMethod } from './fit-methods.ts';

/** Options of `fit` and `refit`. Options that a method does not have are refused. */
export interface FitOptions extends InterventionOptions {
  readonly method: FitMethod;
  /** H: activations of harmful prompts, to be moved; from `capture` or `readActivations`. */
  readonly source: ActivationSet;
  /** S: activations of harmless prompts, the target; from `capture` or `readActivations`. */
  readonly target: ActivationSet;
  /** Default: the sites in both sets. One site for rfa and som, which act on all layers. */
  readonly sites?: readonly ResidualSite[];
  /** Dimensions K of the subspace (pca-ot, mean-shift); default 1. */
  readonly rank?: number;
  /** Treatment of the complement of the subspace (pca-ot); default `keep`. */
  readonly complement?: Complement;
  /** Shrinkage of the covariances (default for pca-ot: none; for leace: Ledoit-Wolf if n ≤ d, else none). */
  readonly shrinkage?: CovarianceShrinkage;
  /** Coordinates that are moved (linear-act); default `all`. */
  readonly support?: ActSupport;
  /** Neurons of the self-organising map along its two sides (som); default 2 × 2. */
  readonly grid?: readonly [number, number];
  /** Layers of the model; only needed by rfa and som, if the sets do not contain it. */
  readonly modelLayers?: number;
}
