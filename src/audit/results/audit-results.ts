import { adjustAcrossSites } from '../../diagnostics/adjust-across-sites.ts';
import type { SiteDiagnostics } from '../../diagnostics/site-diagnostics.ts';
import type { DirectionSelection } from '../../methods/select-direction.ts';
import type { ArmResult, ChosenArm, DirectionSelectionResult, Results } from '../../results/results.ts';
import type { Scatter } from '../../results/scatter.ts';
import { armDepth, soleLayer } from '../plan/arm.ts';
import type { ArmSelection } from '../selection/arm-selection.ts';
import { SELECTION_RULE } from '../selection/select-arm.ts';
import type { AuditOptions } from '../subject/audit-options.ts';
import type { AuditSubject } from '../subject/subject.ts';
import { type AgainstResults, againstResults, type ModifiedTest } from './against-results.ts';
import { type ArmAnswers, answersResults } from './answers-results.ts';
import { type ArmChoices, capabilityResults } from './capability-results.ts';
import { compareArms, compareWithBaseline } from './compare-arms.ts';
import { controlResults } from './control-results.ts';
import { type CurvePoint, designResult } from './design-result.ts';
import { judgeClaims } from './judge-claims.ts';
import { type ArmVerdicts, judgeResults } from './judge-results.ts';
import { lengthResult } from './length-result.ts';
import { localise } from './localise.ts';
import { type MonitoredArm, monitorResults } from './monitor-results.ts';
import { robustnessResult } from './robustness-result.ts';
import { strengthResults } from './strength-results.ts';
import { strongestAttack } from './strongest-attack.ts';
import { testResult } from './test-result.ts';
import type { ControlledTest, TestedArm, TestedArms } from './tested-arms.ts';
import { verdict } from './verdict.ts';

const SAME_AS: Results['sameAs'] = [
  {
    method: 'mean-act',
    as: 'act-add',
    why: 'x − mu_H + mu_S is x − r: the same map at the same site, scope and strength (resid_pre l is resid_post l − 1)',
  },
];

/** What an audit measured, put together; a pure function of its parts. */
export function auditResults(parts: {
  readonly subject: AuditSubject;
  readonly options: AuditOptions;
  readonly selection: ArmSelection;
  readonly tested: TestedArms;
  readonly controls: readonly ControlledTest[];
  readonly scatter: Scatter;
  readonly geometry: readonly SiteDiagnostics[];
  /** Of a staged audit: next tokens of the test prompts, the unattacked model first. */
  readonly curve: readonly CurvePoint[];
  readonly choices: readonly ArmChoices[];
  readonly answers: readonly ArmAnswers[];
  readonly monitors: readonly MonitoredArm[];
  readonly verdicts: readonly ArmVerdicts[];
  /** Modified checkpoints, whose verdicts are among those. */
  readonly against: readonly ModifiedTest[];
}): Results {
  const { subject, options, selection, tested, controls, scatter, geometry } = parts;
  const { chosen, best } = selection;
  const { layers } = subject.model;
  const { groups } = subject.prompts['test/forbidden'];
  const arms = tested.all.map((entry) => armResult(entry, tested.answered, subject));
  // Dose and response are no family of their own: what is compared with the unattacked model is measured in full.
  const compared = tested.all.slice(1).filter(({ arm }) => arm.extent === 'full');
  const complied = (armId: string): readonly boolean[] => tested.complied(armId);
  const comparisons = compareArms('pca-ot', chosen, complied, { groups, bestRival: bestRival(chosen, arms) });
  const localisation = localise(tested, controls, best.rank, subject, options);
  const design = designResult(selection, parts.curve, tested, subject);
  const byLength = lengthResult(
    [...new Set([tested.baseline.arm.id, ...chosen.map(({ armId }) => armId)])].map((id) => tested.get(id)),
    subject,
    options.maxNewTokens,
  );
  const isModified = ({ armId }: ArmVerdicts): boolean => parts.against.some(({ arm }) => arm.id === armId);
  const results: Omit<Results, 'claims'> = {
    schema: 'refusal-lab/results',
    version: 4,
    model: subject.model,
    protocol: {
      ...describeProtocol(subject, options),
      ...(selection.refusalStarts ? { refusalStarts: selection.refusalStarts } : {}),
    },
    arms,
    baseline: selection.baseline,
    strongest: strongestAttack(tested, selection.strongest, subject),
    directionSelection: selection.direction && describeSelection(selection.direction),
    somSelection: selection.som && describeSelection(selection.som),
    sameAs: SAME_AS,
    chosen,
    comparisons,
    againstBaseline: compareWithBaseline(
      arms[0].id,
      compared.map(({ arm }) => arm.id),
      complied,
      groups,
    ),
    controls: controlResults(controls, subject),
    localisation,
    strengths: strengthResults(tested, subject),
    robustness: robustnessResult(tested, arms, subject, options),
    geometry: adjustAcrossSites(geometry).map((site, layer) => ({ layer, ...site })),
    capability: capabilityResults(parts.choices, subject),
    ...(subject.answers ? { answers: answersResults(parts.answers, subject.answers) } : {}),
    judges: judgeResults(
      tested,
      parts.verdicts.filter((each) => !isModified(each)),
      subject,
    ),
    ...(byLength ? { byLength } : {}),
    ...(parts.monitors.length > 0 ? { monitors: monitorResults(parts.monitors, tested, subject) } : {}),
    verdict: verdict(arms, chosen, comparisons, layers),
    scatter,
    ...(design ? { design } : {}),
  };
  const whole: Results = { ...results, claims: judgeClaims(results, complied, groups) };
  if (parts.against.length === 0) return whole;
  const verdicts = parts.verdicts.filter(isModified);
  return withModified(whole, againstResults(parts.against, { ...parts, verdicts }));
}

/** Rows of modified checkpoints behind those of the arms. */
function withModified(results: Results, more: AgainstResults): Results {
  const { judges } = results;
  return {
    ...results,
    capability: [...results.capability, ...more.capability],
    ...(results.answers ? { answers: [...results.answers, ...more.answers] } : {}),
    judges: {
      ...judges,
      judges: judges.judges.map((judge) => ({
        ...judge,
        arms: [...judge.arms, ...(more.judges.find(({ name }) => name === judge.name)?.arms ?? [])],
      })),
    },
    ...(results.byLength
      ? { byLength: { ...results.byLength, arms: [...results.byLength.arms, ...more.byLength] } }
      : {}),
    against: more.against,
  };
}

/** The chosen arm of another method that does best on the selection split; a feasible one before any other. */
function bestRival(chosen: readonly ChosenArm[], arms: readonly ArmResult[]): string | undefined {
  const success = (armId: string): number =>
    arms.find(({ id }) => id === armId)!.selection?.coherentAsr?.rate ?? 0;
  return chosen
    .filter(({ method }) => method !== 'pca-ot')
    .toSorted((a, b) => Number(b.feasible) - Number(a.feasible) || success(b.armId) - success(a.armId))[0]
    ?.armId;
}

function armResult(
  { arm, selection, observation }: TestedArm,
  answered: readonly boolean[],
  subject: AuditSubject,
): ArmResult {
  const { sites, options, facts } = observation.map;
  return {
    id: arm.id,
    method: arm.method ?? 'baseline',
    role: arm.role,
    layers: arm.layers,
    layer: soleLayer(arm),
    depth: armDepth(arm, subject.model.layers),
    rank: arm.rank,
    refit: arm.refit,
    sites,
    scope: arm.scope,
    options,
    facts,
    transportCost: observation.map.transportCost,
    selection,
    test: testResult(observation, subject, arm.scope, answered),
  };
}

function describeSelection(selection: DirectionSelection): DirectionSelectionResult {
  const place = ({ layer, position }: { layer: number; position: number }) => ({ layer, position });
  return {
    candidates: selection.candidates.map(({ candidate, measurement, dropped }) => ({
      ...place(candidate),
      ...measurement,
      dropped,
    })),
    chosen: { ...place(selection.chosen.candidate), flagged: selection.flagged },
    withoutLayerPruning: {
      ...place(selection.withoutLayerPruning.chosen.candidate),
      flagged: selection.withoutLayerPruning.flagged,
    },
  };
}

function describeProtocol(subject: AuditSubject, options: AuditOptions): Results['protocol'] {
  return {
    seed: options.seed,
    precision: subject.precision ?? 'float32',
    layerConvention: '0-based; depth of resid_post l is (l + 1)/L, of resid_pre l it is l/L',
    maxNewTokens: options.maxNewTokens,
    ranks: options.ranks,
    complement: options.complement,
    shrinkage: { kind: 'none' },
    scope: options.scope,
    skipFirst: options.skipFirst,
    strength: options.strength,
    actSupport: options.actSupport,
    actPooling: options.actPooling,
    date: options.date,
    textsHash: subject.textsHash,
    judge: subject.judge,
    provenance: subject.provenance,
    prompts: Object.fromEntries(
      Object.entries(subject.prompts).map(([name, { count, hash }]) => [name, { count, hash }]),
    ),
    loreDocuments: subject.texts,
    strengths: options.strengths,
    controlDraws: options.controlDraws,
    peakDraws: options.peakDraws,
    selectionRule: SELECTION_RULE,
    ...(options.effort ? { effort: options.effort } : {}),
    ...(options.methods ? { methods: options.methods } : {}),
    ...(options.layers ? { layers: options.layers } : {}),
    ...(options.without ? { without: options.without } : {}),
    ...(subject.thinks ? { thinks: true } : {}),
    ...(options.thinking ? { thinking: options.thinking } : {}),
    ...(options.templateOptions ? { templateOptions: options.templateOptions } : {}),
    ...(subject.generationPrompt ? { generationPrompt: subject.generationPrompt } : {}),
    ...(options.stopSettled ? { stopSettled: true } : {}),
    ...(options.forceBaseline ? { forceBaseline: true } : {}),
    ...(options.mixedNumerics ? { mixedNumerics: true } : {}),
    ...(options.preset ? { preset: options.preset } : {}),
    ...(options.ownMethods ? { ownMethods: options.ownMethods } : {}),
  };
}
