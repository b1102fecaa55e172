/** `refusal-lab/methods`: fit interventions, and define a method of one's own. Runs in a browser too. */
export { type Activations, activationsOf } from './activations/activations.ts';
export { InvalidInputError } from './errors/invalid-input-error.ts';
export { LabError } from './errors/lab-error.ts';
export { AffineMap, type AffineMapFields } from './interventions/affine-map.ts';
export type { ThoughtTokens } from './interventions/answer-start.ts';
export { Intervention, type Json, type Provenance } from './interventions/intervention.ts';
export {
  parseSiteName,
  type ResidualPoint,
  type ResidualSite,
  siteName,
} from './interventions/residual-site.ts';
export type { TokenScope } from './interventions/token-scope.ts';
export type { Sample } from './linalg/sample.ts';
export type { SymmetricEigen } from './linalg/symmetric-eigen.ts';
export type { DirectionOrigin } from './methods/ablate-everywhere.ts';
export { fitAce } from './methods/ace.ts';
export { actAdd, fitActAdd } from './methods/act-add.ts';
export type { ActSupport } from './methods/act-support.ts';
export { buildIntervention } from './methods/build-intervention.ts';
export { defineMethod } from './methods/define-method.ts';
export { displacementNorm } from './methods/displacement-norm.ts';
export { findMethod } from './methods/find-method.ts';
export { fitSequentially } from './methods/fit-sequentially.ts';
export { fitGaussianAct } from './methods/gaussian-act.ts';
export { identityIntervention } from './methods/identity.ts';
export type { InterventionOptions } from './methods/intervention-options.ts';
export { joinInterventions } from './methods/join-interventions.ts';
export { fitLeace } from './methods/leace.ts';
export { fitLinearAct } from './methods/linear-act.ts';
export { fitMeanAct } from './methods/mean-act.ts';
export { type MeanDifference, meanDifference } from './methods/mean-difference.ts';
export { fitMeanShift } from './methods/mean-shift.ts';
export type { Method, MethodDefinition, MethodOption } from './methods/method.ts';
export type { MethodClasses, MethodOptions } from './methods/method-options.ts';
export type { Colour, MethodStyle, MethodSymbol, Shades } from './methods/method-style.ts';
export { METHODS, type MethodName } from './methods/methods.ts';
export { fitPcaOt, fitPcaOtAtSites, type PcaOtOptions, type SiteSamples } from './methods/pca-ot.ts';
export { directionalAblation, fitDirectionalAblation } from './methods/rfa.ts';
export {
  type DirectionCandidate,
  type DirectionChoice,
  type DirectionMeasurement,
  type DirectionSelection,
  type DropReason,
  type MeasuredCandidate,
  selectDirection,
} from './methods/select-direction.ts';
export type { SomOptions } from './methods/self-organising-map.ts';
export { singleSiteFit } from './methods/single-site-fit.ts';
export { fitSom, somDirections, spanAblation } from './methods/som.ts';
export { transportCost } from './methods/transport-cost.ts';
export { unitDirection } from './methods/unit-direction.ts';
export type { Complement } from './transport/lift.ts';
export { fitPooledPca, type PooledPca } from './transport/pooled-pca.ts';
export type { CovarianceShrinkage } from './transport/shrink-covariance.ts';
