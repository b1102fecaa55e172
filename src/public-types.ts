/** Types that stand in signatures of the package's entry, beside those that it exports with their verbs. */

export type { ModelAudit } from './audit/audit-model.ts';
export type { ComparedRun } from './audit/compare/compared-run.ts';
export type {
  AnswerPrompt,
  AuditData,
  AuditPrompt,
  PromptSet as AuditPromptSet,
} from './audit/data/audit-data-types.ts';
export type { MetricDefinition, MetricReading, MetricUnit, MetricValue } from './audit/gate/metric.ts';
export type { ArmSpec, AuditMethod } from './audit/plan/arm.ts';
export type { TestedArm, TestedArms } from './audit/results/tested-arms.ts';
export type { QueueSession } from './audit/run/run-manifest.ts';
export type { RunOutcome } from './audit/run-audit.ts';
export type { ObservedArm } from './audit/selection/arm-selection.ts';
export type { BestArm } from './audit/selection/best-so-far.ts';
export type { SelectedArm } from './audit/selection/choose-arms.ts';
export type { ActPooling, ArmKind } from './audit/subject/audit-options.ts';
export type { SubjectAgainst } from './audit/subject/describe-against.ts';
export type { Passport, TransformersPassport } from './audit/subject/passport.ts';
export type { RunIdentity } from './audit/subject/run-identity.ts';
export type { AuditSubject, SubjectPrompts } from './audit/subject/subject.ts';
export type {
  MapObservation,
  Overflow,
  SelectionObservation,
  SetObservation,
  TestObservation,
} from './audit/units/observation.ts';
export type { UnitEntry } from './audit/units/unit-runner.ts';
export type { ModelTokenizer } from './checkpoint/build-tokenizer.ts';
export type { CheckpointOptions } from './checkpoint/checkpoint.ts';
export type { ChatTemplate, RenderOptions } from './checkpoint/compile-chat-template.ts';
export type { DecoderDesign, LayerAttention } from './checkpoint/decoder-design.ts';
export type { GenerationPrompt } from './checkpoint/generation-prompt.ts';
export type { ModelConfig, ModelFamily } from './checkpoint/model-config.ts';
export type { QuantisedBits } from './checkpoint/precision/block-size.ts';
export type {
  CpuPrecision,
  Precision,
  PrecisionMark,
  PrecisionName,
} from './checkpoint/precision/precision.ts';
export type { PreparationOptions } from './checkpoint/precision/prepare-quantised-weights.ts';
export type { QuantisedMatrix, StoredTensor } from './checkpoint/precision/quantised-weights.ts';
export type { Quantisation } from './checkpoint/quantisation.ts';
export type { RopeParameters } from './checkpoint/rope-parameters.ts';
export type { StopToken } from './checkpoint/stop-token-ids.ts';
export type { TemplateOptions, TemplateValue } from './checkpoint/template/template-options.ts';
export type { Thinking } from './checkpoint/template/thinking.ts';
export type { TensorIndex, TensorLocation, WeightDtype } from './checkpoint/weight-locations.ts';
export type { TemplateChoice } from './checkpoint/with-template-choice.ts';
export type { MonitorScore } from './diagnostics/activation-monitor.ts';
export type { CovarianceFacts } from './diagnostics/covariance-facts.ts';
export type { Gaussianity, GaussianityTest } from './diagnostics/gaussianity.ts';
export type { DistanceExcess, HeldOutDistance } from './diagnostics/held-out-distance.ts';
export type { GaussianMapJudgement } from './diagnostics/judge-gaussian-map.ts';
export type { MapSpectrum } from './diagnostics/map-spectrum.ts';
export type { ProbeAccuracy } from './diagnostics/probe.ts';
export type { SiteDiagnosticsRequest } from './diagnostics/site-diagnostics.ts';
export type { CaptureResult, EngineCall } from './engine/engine.ts';
export type { EngineName } from './engine/engine-name.ts';
export type { Provider, ProviderChoice } from './engine/onnx/provider.ts';
export type { LoadableModel, Runtime, SessionOptions } from './engine/onnx/runtime.ts';
export type { Port, Segment } from './engine/onnx/segment.ts';
export type { BatchesRun } from './engine/transformers/batches-run.ts';
export type { Dtype, TransformersOptions } from './engine/transformers/transformers-options.ts';
export type { DownloadProgress } from './hub/download-progress.ts';
export type { HubOptions } from './hub/hub-options.ts';
export type { ThoughtTokens } from './interventions/answer-start.ts';
export type { Json } from './interventions/intervention.ts';
export type { JudgedOutcome } from './judges/completion-outcome.ts';
export type { DescriptionValue, JudgeDescription, JudgementLabel, JudgeOptions } from './judges/judge.ts';
export type { RunningServer } from './lab-server/site-server.ts';
export type { Sample } from './linalg/sample.ts';
export type { SymmetricEigen } from './linalg/symmetric-eigen.ts';
export type { DirectionOrigin } from './methods/ablate-everywhere.ts';
export type { InterventionOptions } from './methods/intervention-options.ts';
export type { Method, MethodDefinition, MethodOption } from './methods/method.ts';
export type { MethodFacts, OwnMethods } from './methods/method-facts.ts';
export type { MethodClasses, MethodOptions } from './methods/method-options.ts';
export type { Colour, MethodStyle, MethodSymbol, Shades } from './methods/method-style.ts';
export type { MethodName } from './methods/methods.ts';
export type { PcaOtOptions, SiteSamples } from './methods/pca-ot.ts';
export type {
  DirectionCandidate,
  DirectionChoice,
  DirectionMeasurement,
  DirectionSelection,
  DropReason,
  MeasuredCandidate,
} from './methods/select-direction.ts';
export type { ChoiceQuestion } from './metrics/choice-question.ts';
export type { DivergenceSums } from './metrics/divergence.ts';
export type { EncodedQuestion } from './metrics/encode-question.ts';
export type { ChoiceAccuracy, QuestionScore } from './metrics/multiple-choice.ts';
export type { NegativeLogLikelihoods } from './metrics/perplexity.ts';
export type { TextPerplexity } from './metrics/text-perplexity.ts';
export type { BehaviourSplit } from './organism/behaviour-splits.ts';
export type { Novelty } from './organism/held-out.ts';
export type { Contrast } from './organism/organism-prompts.ts';
export type { OrganismRequest, OrganismRequestFields } from './organism/organism-request.ts';
export type {
  BorderlineCategory,
  ForbiddenCategory,
  HarmlessCategory,
  RequestCategory,
  RequestKind,
} from './organism/request-category.ts';
export type { OrganismSplit } from './organism/word-splits.ts';
export type { ChatMessage } from './prompts/chat-message.ts';
export type { ColumnMapping } from './prompts/column-mapping.ts';
export type { CrossSetLeak } from './prompts/cross-set-leaks.ts';
export type { DatasetPrompt, PromptKind } from './prompts/dataset-prompt.ts';
export type { FunctionalCategory, PromptField, RowSelection } from './prompts/dataset-shape.ts';
export type { EncodedPrompt, EncodeOptions, PromptModel } from './prompts/encode-prompt.ts';
export type { GroupSimilarity } from './prompts/group-similarities.ts';
export type { PromptOrigin, PromptRecord } from './prompts/prompt-record.ts';
export type { PromptProvenance, PromptSet } from './prompts/prompt-set.ts';
export type { ReadPromptSetOptions } from './prompts/read-prompt-set.ts';
export type { RepeatedRequest } from './prompts/repeated-requests.ts';
export type { SourceMappings } from './prompts/source-mappings.ts';
export type { GroupSplits } from './prompts/split-by-group.ts';
export type { PromptSetSplits, SplitPromptSetsOptions } from './prompts/split-prompt-sets.ts';
export type { Split, SplitSizes } from './prompts/split-sizes.ts';
export type { TableFormat } from './prompts/table-formats.ts';
export type { ExportFormat } from './report/files/report-formats.ts';
export type { NotMeasured } from './report/not-measured.ts';
export type { AgainstResult } from './results/against-result.ts';
export type { AnswersResult } from './results/answers-result.ts';
export type { ArmExtent, ArmRole, ControlKind, Refit } from './results/arm-words.ts';
export type { AttackSet } from './results/attack-set.ts';
export type { EffortForecast, PlannedGroup, SplitFacts } from './results/audit-plan.ts';
export type { CapabilityResult } from './results/capability-result.ts';
export type {
  ComparisonSeries,
  SeriesAttack,
  SeriesRate,
  SeriesRobustness,
  SeriesRun,
} from './results/comparison-series.ts';
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
  ArmSelectionResult,
  ArmTestResult,
  BaselineComparison,
  BaselineResult,
  ChosenArm,
  ClaimResult,
  Comparison,
  ControlledResult,
  ControlResult,
  DirectionCandidate as ReportedDirection,
  DirectionSelectionResult,
  JudgesResult,
  LeastResult,
  LocalisationResult,
  PairedResult,
  PromptSetResult,
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
export type { BehaviourCell, BehaviourTable, ForcedCell } from './stages/behaviour/behaviour-table.ts';
export type { FitMethod } from './stages/fit/fit-methods.ts';
export type { PreparedJudge } from './stages/judge/prepare-judge.ts';
export type { Degeneracy, JudgeRun } from './stages/judge/run-judges.ts';
export type { CheckpointDescription, RenderedPrompt } from './stages/model/describe-checkpoint.ts';
export type { ScopePositions } from './stages/model/scope-positions.ts';
export type {
  PromptReport,
  PromptSetDescription,
  SetLeaks,
  SetRepeats,
  SplitDescription,
} from './stages/prompts/describe-prompt-sets.ts';
export type { ActivationTable, Positions } from './stages/run/activations-file.ts';
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
export type { GroupLabels } from './statistics/group-index.ts';
export type { Interval, Localisation } from './statistics/localisation.ts';
export type { PairedDifference } from './statistics/paired-difference-test.ts';
export type { PairedTest } from './statistics/paired-test.ts';
export type { ClassGroups } from './statistics/permuted-labels.ts';
export type { Rate } from './statistics/rate.ts';
export type { Robustness, RobustnessRequest, ScoreEstimate, SelectedStep } from './statistics/robustness.ts';
export type { RobustnessDifference, ScoreDifference } from './statistics/robustness-difference.ts';
export type { PromptDamage, RobustnessArm, RobustnessGroups } from './statistics/robustness-frontier.ts';
export type { FrontierStep } from './statistics/robustness-score.ts';
export type { SignFlipOptions } from './statistics/sign-flip.ts';
export type { AgainstControls } from './statistics/test-against-controls.ts';
export type { Complement } from './transport/lift.ts';
export type { PooledPca } from './transport/pooled-pca.ts';
export type { CovarianceShrinkage } from './transport/shrink-covariance.ts';
