import type { ResidualSite } from '../../interventions/residual-site.ts';
import type { InterventionOptions } from '../../methods/intervention-options.ts';
import type { ActSupport } from '../../methods/linear-act.ts';
import type { Complement } from '../../transport/lift.ts';
import type { CovarianceShrinkage } from '../../transport/shrink-covariance.ts';
import type { ActivationSet } from '../run/activation-set.ts';
import type { FitMethod } from './fit-methods.ts';

/** What `fit` and `refit` take. Options that a method does not have are refused. */
export interface FitOptions extends InterventionOptions {
  readonly method: FitMethod;
  /** H: of harmful prompts, to be moved; from `capture` or `readActivations`. */
  readonly source: ActivationSet;
  /** S: of harmless prompts, to be moved onto. */
  readonly target: ActivationSet;
  /** Default: those that both sets hold. One site for rfa and som, which act on all layers. */
  readonly sites?: readonly ResidualSite[];
  /** Dimensions K of the subspace (pca-ot, mean-shift); default 1. */
  readonly rank?: number;
  /** What happens outside the subspace (pca-ot); default `keep`. */
  readonly complement?: Complement;
  /** Of the covariances (pca-ot: none; leace: Ledoit-Wolf where n ≤ d, else none). */
  readonly shrinkage?: CovarianceShrinkage;
  /** Coordinates that are moved (linear-act); default `all`. */
  readonly support?: ActSupport;
  /** Neurons of the self-organising map along its two sides (som); default 2 × 2. */
  readonly grid?: readonly [number, number];
  /** Layers of the model; only needed by rfa and som where the sets do not say it. */
  readonly modelLayers?: number;
}
