/** `refusal-lab/report`: figures, tables and pages of an audit's results. */

export type { GenerationPrompt } from './checkpoint/generation-prompt.ts';
export type { PrecisionName } from './checkpoint/precision/precision.ts';
export type { Quantisation } from './checkpoint/quantisation.ts';
export type { MonitorScore } from './diagnostics/activation-monitor.ts';
export type { CovarianceFacts } from './diagnostics/covariance-facts.ts';
export type { Gaussianity, GaussianityTest } from './diagnostics/gaussianity.ts';
export type { DistanceExcess, HeldOutDistance } from './diagnostics/held-out-distance.ts';
export type { GaussianMapJudgement } from './diagnostics/judge-gaussian-map.ts';
export type { MapSpectrum } from './diagnostics/map-spectrum.ts';
export type { ProbeAccuracy } from './diagnostics/probe.ts';
export type { SiteDiagnostics } from './diagnostics/site-diagnostics.ts';
export { LabError } from './errors/lab-error.ts';
export type { Json } from './interventions/intervention.ts';
export type { TokenScope } from './interventions/token-scope.ts';
export type { DescriptionValue, JudgeDescription } from './judges/judge.ts';
export type { MethodFacts, OwnMethods } from './methods/method-facts.ts';
export type { Colour, MethodStyle, MethodSymbol, Shades } from './methods/method-style.ts';
export { damageFigure } from './report/figures/damage-figure.ts';
export { doseResponseFigure } from './report/figures/dose-response-figure.ts';
export { geometryFigure } from './report/figures/geometry-figure.ts';
export { heatMapFigure } from './report/figures/heat-map-figure.ts';
export { localisationFigure } from './report/figures/localisation-figure.ts';
export { robustnessFigure } from './report/figures/robustness-figure.ts';
export { scatterFigure } from './report/figures/scatter-figure.ts';
export { svgToPng } from './report/figures/svg-to-png.ts';
export { comparisonPage } from './report/files/comparison-page.ts';
export { runPage } from './report/files/run-page.ts';
export { markdownComparison } from './report/markdown/markdown-comparison.ts';
export { markdownReport, type ReportFigures } from './report/markdown/markdown-report.ts';
export { armsCsv } from './report/tables/arms-csv.ts';
export { armsTex } from './report/tables/arms-tex.ts';
export { controlsCsv } from './report/tables/controls-csv.ts';
export { geometryCsv } from './report/tables/geometry-csv.ts';
export { localisationCsv } from './report/tables/localisation-csv.ts';
export { strengthsCsv } from './report/tables/strengths-csv.ts';
export type { AgainstResult } from './results/against-result.ts';
export type { AnswersResult } from './results/answers-result.ts';
export type { ArmRole, ControlKind, Refit } from './results/arm-words.ts';
export type { AttackSet } from './results/attack-set.ts';
export type { CapabilityResult } from './results/capability-result.ts';
export type { DesignResult, NextTokenResult, Stage, StagedArm } from './results/design-result.ts';
export type { Effort, StagedEffort } from './results/effort.ts';
export type { ArmByLength, LengthResult } from './results/length-result.ts';
export type { MonitorResult } from './results/monitor-result.ts';
export type { PageEvidence, PageMade } from './results/page-evidence.ts';
export type { Preset, PresetUse } from './results/preset.ts';
export type { PagePrompts } from './results/prompt-outcomes.ts';
export type { PromptPairing } from './results/prompt-pairing.ts';
export type { ThoughtsResult } from './results/prompt-set-result.ts';
export type { PromptSource } from './results/prompt-source.ts';
export type { ProtocolDifference } from './results/protocol-difference.ts';
export type { RefusalStarts } from './results/refusal-starts.ts';
export type {
  ArmResult,
  ArmSelectionResult,
  ArmTestResult,
  BaselineComparison,
  BaselineResult,
  ChosenArm,
  ClaimResult,
  Comparison,
  ControlledResult,
  ControlResult,
  DirectionCandidate,
  DirectionSelectionResult,
  JudgesResult,
  LeastResult,
  LocalisationResult,
  PairedResult,
  PromptSetResult,
  Results,
  RobustnessResult,
  StrengthResult,
  StrongestResult,
  WorstCase,
} from './results/results.ts';
export type {
  ArmComparison,
  ComparedArm,
  ComparedSide,
  CurvePoint,
  EstimateComparison,
  LayerCurves,
  NamedRateComparison,
  PerplexityComparison,
  RateComparison,
  RateTest,
  RateTestMethod,
  RobustnessComparison,
  RunComparison,
} from './results/run-comparison.ts';
export type { Point, Scatter } from './results/scatter.ts';
export type { NumericalRank, TensorChange, WeightsChange } from './results/weight-change.ts';
export type { Agreement } from './statistics/agreement.ts';
export type { AgreementPair } from './statistics/agreement-matrix.ts';
export type { Auroc } from './statistics/auroc.ts';
export type { CensoredDamage } from './statistics/censored-damage.ts';
export type { Concludable, Concluded, Conclusion } from './statistics/conclude-paired.ts';
export type { ControlTest } from './statistics/control-test.ts';
export type { DepthClaim } from './statistics/depth-claim.ts';
export type { DrawPopulationTest } from './statistics/draw-population-test.ts';
export type { EnergyTest } from './statistics/energy-test.ts';
export type { Estimate } from './statistics/estimate.ts';
export type { BootstrapEstimate } from './statistics/group-bootstrap.ts';
export type { Interval, Localisation } from './statistics/localisation.ts';
export type { PairedDifference } from './statistics/paired-difference-test.ts';
export type { PairedTest } from './statistics/paired-test.ts';
export type { Rate } from './statistics/rate.ts';
export type { Robustness, ScoreEstimate, SelectedStep } from './statistics/robustness.ts';
export type { RobustnessDifference, ScoreDifference } from './statistics/robustness-difference.ts';
export type { FrontierStep } from './statistics/robustness-score.ts';
export type { AgainstControls } from './statistics/test-against-controls.ts';
