/** The library behind the `refusal-lab` command. */
// Audits, and what is done with their runs.

export { type Activations, activationsOf } from './activations/activations.ts';
export { type AuditOutcome, audit } from './audit/audit.ts';
export type { AuditProgress } from './audit/audit-meter.ts';
export type {
  AuditedModel,
  AuditListeners,
  AuditQueue,
  AuditRequest,
} from './audit/audit-request.ts';
export { compareRuns } from './audit/compare/compare-runs.ts';
export { compareSeries } from './audit/compare/compare-series.ts';
export type { AuditSources } from './audit/data/audit-sources.ts';
export { LowPowerError } from './audit/data/test-power.ts';
export { type ExplainedPrompt, type ExplainRequest, explainPrompt } from './audit/explain/explain-prompt.ts';
export { listPrompts } from './audit/explain/list-prompts.ts';
export { checkRun, type RunCheck } from './audit/gate/check-run.ts';
export type { ThresholdDecision } from './audit/gate/decide-thresholds.ts';
export { type ListedMetric, listMetrics } from './audit/gate/list-metrics.ts';
export type { MetricReading, MetricUnit, MetricValue } from './audit/gate/metric.ts';
export type { Threshold, ThresholdSide } from './audit/gate/threshold.ts';
export type { JudgesRequest } from './audit/judges-to-open.ts';
export { type PlannedAudit, planAudit } from './audit/plan-audit.ts';
export type { QueuePlace } from './audit/queue/queue-address.ts';
export { serveWorker, type WorkerRequest } from './audit/queue/serve-worker.ts';
export { openRun } from './audit/run/open-run.ts';
export type { OpenedRun, TestedPrompt } from './audit/run/opened-run.ts';
export { type ReplayedRun, replayRun } from './audit/run/replay-run.ts';
export type { RunManifest, RunSession } from './audit/run/run-manifest.ts';
export { type ReportedRun, writeReport } from './audit/run/write-report.ts';
export {
  type AuditOptions,
  DEFAULT_AUDIT_OPTIONS,
  type MeasuredOptions,
} from './audit/subject/audit-options.ts';
export type { RunIdentity } from './audit/subject/run-identity.ts';
export { type Checkpoint, loadCheckpoint } from './checkpoint/checkpoint.ts';
export { type SiteDiagnostics, siteDiagnostics } from './diagnostics/site-diagnostics.ts';
// Verbs, and the types of what they take and give.
export { type ExamineOptions, examine } from './doctor/examine.ts';
export type { Finding, FindingSection, FindingStatus } from './doctor/finding.ts';
export type {
  CaptureRequest,
  EncodedSequence,
  Engine,
  GenerateRequest,
  Generation,
  ScoreRequest,
} from './engine/engine.ts';
export type { EngineRequest } from './engine/engine-request.ts';
export { OnnxEngine, type OnnxEngineOptions } from './engine/onnx/onnx-engine.ts';
export { EnginePool } from './engine/worker/engine-pool.ts';
export { openEnginePool } from './engine/worker/open-engine-pool.ts';
export { WorkerEngine } from './engine/worker/worker-engine.ts';
export { InvalidInputError } from './errors/invalid-input-error.ts';
export { LabError } from './errors/lab-error.ts';
export { AffineMap, type AffineMapFields } from './interventions/affine-map.ts';
export { Intervention, type Provenance } from './interventions/intervention.ts';
export { decodeIntervention, encodeIntervention } from './interventions/intervention-file.ts';
export {
  parseSiteName,
  type ResidualPoint,
  type ResidualSite,
  site,
  siteName,
} from './interventions/residual-site.ts';
export type { TokenScope } from './interventions/token-scope.ts';
export type { Judge, JudgedItem, Judgement } from './judges/judge.ts';
export { type LabRequest, type ServedLab, serveLab } from './lab-server/serve-lab.ts';
export { fitAce } from './methods/ace.ts';
export { actAdd, fitActAdd } from './methods/act-add.ts';
export { defineMethod } from './methods/define-method.ts';
export { displacementNorm } from './methods/displacement-norm.ts';
export { fitSequentially } from './methods/fit-sequentially.ts';
export { fitGaussianAct } from './methods/gaussian-act.ts';
export { identityIntervention } from './methods/identity.ts';
export { joinInterventions } from './methods/join-interventions.ts';
export { fitLeace } from './methods/leace.ts';
export { type ActSupport, fitLinearAct } from './methods/linear-act.ts';
export { fitMeanAct } from './methods/mean-act.ts';
export { fitMeanShift } from './methods/mean-shift.ts';
export { fitPcaOt, fitPcaOtAtSites } from './methods/pca-ot.ts';
export { directionalAblation, fitDirectionalAblation } from './methods/rfa.ts';
export { selectDirection } from './methods/select-direction.ts';
export type { SomOptions } from './methods/self-organising-map.ts';
export { fitSom, somDirections, spanAblation } from './methods/som.ts';
export { transportCost } from './methods/transport-cost.ts';
export { splitDocuments } from './metrics/split-documents.ts';
export {
  type OrganismPrompt,
  type OrganismPromptOptions,
  organismPrompts,
} from './organism/organism-prompts.ts';
export { encodePrompt } from './prompts/encode-prompt.ts';
export { readPromptSet } from './prompts/read-prompt-set.ts';
export { type PromptRecords, readPrompts } from './prompts/read-prompts.ts';
export { splitPromptSets } from './prompts/split-prompt-sets.ts';
export type * from './public-types.ts';
export { comparisonFigure } from './report/figures/comparison-figure.ts';
export { seriesFigure } from './report/figures/series-figure.ts';
export { type ComparisonFormat, comparisonText } from './report/files/comparison-text.ts';
export type { FigureRequest } from './report/files/figure-request.ts';
export { EXPORT_FORMATS, REPORT_FORMATS, type ReportFormat } from './report/files/report-formats.ts';
export { seriesText } from './report/files/series-text.ts';
export { exportPython, type PythonExport } from './report/python/export-python.ts';
export type { AuditPlan } from './results/audit-plan.ts';
export type { PageEvidence, PageMade } from './results/page-evidence.ts';
export type { PromptExplanation, PromptOutcome, PromptTrajectory } from './results/prompt-explanation.ts';
export type { ListedPrompt, PromptListing } from './results/prompt-listing.ts';
export type { ArmResult, Results } from './results/results.ts';
export type { RunComparison } from './results/run-comparison.ts';
export { type OrganismBehaviourOptions, organismBehaviour } from './stages/behaviour/organism-behaviour.ts';
export { fit } from './stages/fit/fit.ts';
export { fitMeanDiffs } from './stages/fit/fit-mean-diffs.ts';
export type { FitOptions } from './stages/fit/fit-options.ts';
export { readActivations } from './stages/fit/read-activations.ts';
export { type MeanDiffsFile, readMeanDiffs } from './stages/fit/read-mean-diffs.ts';
export { type RefitOptions, refit } from './stages/fit/refit.ts';
export { type JudgeRequest, type JudgeVerdicts, judge } from './stages/judge/judge.ts';
export { type JudgedCompletion, type JudgeInput, readJudgedItems } from './stages/judge/judged-items.ts';
export { type DescribeModelOptions, describeModel } from './stages/model/describe-model.ts';
export { type DownloadedCheckpoint, type DownloadOptions, download } from './stages/model/download.ts';
export type { EngineAtWork, EngineUse, Model } from './stages/model/model.ts';
export { type OpenModelOptions, openModel } from './stages/model/open-model.ts';
export { type DescribePromptsOptions, describePrompts } from './stages/prompts/describe-prompts.ts';
export type { PromptInput, PromptLine } from './stages/prompts/prompt-input.ts';
export type { ActivationSet } from './stages/run/activation-set.ts';
export { encodeActivations } from './stages/run/activations-file.ts';
export { type CaptureOptions, capture } from './stages/run/capture.ts';
export type { CapturedActivations } from './stages/run/captured-activations.ts';
export { type ChoicesOptions, choices } from './stages/run/choices.ts';
export type { Completion } from './stages/run/complete-records.ts';
export { type DiagnoseOptions, diagnose } from './stages/run/diagnose.ts';
export { type GenerateOptions, generate } from './stages/run/generate.ts';
export type { InterventionInput } from './stages/run/intervention-input.ts';
export { type PerplexityOptions, perplexity } from './stages/run/perplexity.ts';
export { type InterventionFile, readAnyIntervention } from './stages/run/read-any-intervention.ts';
export type { RunOptions } from './stages/run/run-options.ts';
export { type ScoreOptions, score } from './stages/run/score.ts';
export type { TextScore } from './stages/run/score-records.ts';
export { pairedTest } from './statistics/paired-test.ts';
export { robustness } from './statistics/robustness.ts';
