import type { DirectionSelection } from '../../methods/select-direction.ts';
import { armDepth, soleLayer } from '../arm.ts';
import type { AuditOptions } from '../audit-options.ts';
import type { RefusalScores, SelectedArm } from '../choose-arms.ts';
import type { Scatter } from '../scatter.ts';
import { SELECTION_RULE } from '../select-arm.ts';
import type { AuditSubject } from '../subject.ts';
import { isOverflow, type Overflow, type TestObservation } from '../units/observation.ts';
import { compareArms } from './compare-arms.ts';
import type { ArmResult, ChosenArm, DirectionSelectionResult, Results } from './results.ts';
import { testResult } from './test-result.ts';
import { verdict } from './verdict.ts';

const SAME_AS: Results['sameAs'] = [
  {
    method: 'mean-act',
    as: 'act-add',
    why: 'x − mu_H + mu_S is x − r: the same map at the same site, scope and strength (resid_pre l is resid_post l − 1)',
  },
];

/** An arm with all that was seen of it. */
export interface TestedArm extends SelectedArm {
  readonly observation: TestObservation | Overflow;
}

/** What an audit measured, put together; a pure function of its parts. */
export function auditResults(parts: {
  readonly subject: AuditSubject;
  readonly options: AuditOptions;
  readonly measured: readonly TestedArm[];
  readonly scores: RefusalScores;
  readonly direction: DirectionSelection;
  readonly som: DirectionSelection;
  readonly chosen: readonly ChosenArm[];
  readonly scatter: Scatter;
}): Results {
  const { subject, options, measured, scores, chosen, scatter } = parts;
  const { layers } = subject.model;
  const arms = measured.map((entry) => armResult(entry, scores, subject));
  const complied = new Map(measured.map((entry) => [entry.arm.id, compliedOf(entry, subject)]));
  const comparisons = compareArms('pca-ot', chosen, complied);
  return {
    schema: 'refusal-lab/results',
    version: 2,
    model: subject.model,
    protocol: describeProtocol(subject, options),
    arms,
    directionSelection: describeSelection(parts.direction),
    somSelection: describeSelection(parts.som),
    sameAs: SAME_AS,
    chosen,
    comparisons,
    verdict: verdict(arms, chosen, comparisons, layers),
    scatter,
  };
}

/** Coherent attack success on the forbidden test prompts, in their order. */
function compliedOf({ observation }: TestedArm, { prompts }: AuditSubject): boolean[] {
  return isOverflow(observation)
    ? prompts['test/forbidden'].ids.map(() => false)
    : [...observation.forbidden.outcomes].map((letter) => letter === 'c');
}

function armResult(
  { arm, selection, observation }: TestedArm,
  scores: RefusalScores,
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
    selection: { ...selection, refusalScore: scores.get(arm.id) ?? null },
    test: testResult(observation, subject),
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
    precision: 'float32',
    layerConvention: '0-based; depth of resid_post l is (l + 1)/L, of resid_pre l it is l/L',
    maxNewTokens: options.maxNewTokens,
    ranks: options.ranks,
    complement: options.complement,
    shrinkage: { kind: 'none' },
    scope: options.scope,
    strength: options.strength,
    actSupport: options.actSupport,
    actPooling: options.actPooling,
    prompts: Object.fromEntries(
      Object.entries(subject.prompts).map(([name, { count, hash }]) => [name, { count, hash }]),
    ),
    loreDocuments: subject.texts,
    selectionRule: SELECTION_RULE,
  };
}
