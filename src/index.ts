/** The library behind the `refusal-lab` command. */
export { type Activations, activationsOf } from './activations/activations.ts';
export type { AuditProgress } from './audit/audit-meter.ts';
export { auditModel, type ModelAudit } from './audit/audit-model.ts';
export { compareRuns } from './audit/compare/compare-runs.ts';
export { loadAuditData } from './audit/data/audit-data.ts';
export type { AuditData } from './audit/data/audit-data-types.ts';
export { type AuditSources, NO_SOURCES } from './audit/data/audit-sources.ts';
export { metricValues } from './audit/gate/metric-values.ts';
export { replayRun } from './audit/run/replay-run.ts';
export { type AuditOptions, DEFAULT_AUDIT_OPTIONS } from './audit/subject/audit-options.ts';
export { type Checkpoint, loadCheckpoint } from './checkpoint/checkpoint.ts';
export { type SiteDiagnostics, siteDiagnostics } from './diagnostics/site-diagnostics.ts';
export type {
  CaptureRequest,
  EncodedSequence,
  Engine,
  GenerateRequest,
  Generation,
  ScoreRequest,
} from './engine/engine.ts';
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
  siteName,
} from './interventions/residual-site.ts';
export type { TokenScope } from './interventions/token-scope.ts';
export type { Judge, JudgedItem, Judgement } from './judges/judge.ts';
export { fitAce } from './methods/ace.ts';
export { actAdd, fitActAdd } from './methods/act-add.ts';
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
export { encodePrompt } from './prompts/encode-prompt.ts';
export { readPromptSet } from './prompts/read-prompt-set.ts';
export { splitPromptSets } from './prompts/split-prompt-sets.ts';
export type { ArmResult, Results } from './results/results.ts';
export { pairedTest } from './statistics/paired-test.ts';
export { robustness } from './statistics/robustness.ts';
