import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import { contentHash } from '../formats/content-hash.ts';
import { siteName } from '../interventions/residual-site.ts';
import type { DirectionSelection } from '../methods/select-direction.ts';
import { type Arm, armDepth, soleLayer } from './arm.ts';
import type { AuditData } from './audit-data.ts';
import type { AuditOptions } from './audit-options.ts';
import type { FitActivations } from './capture-fit.ts';
import type { RefusalScores } from './choose-arms.ts';
import { compareArms } from './compare-arms.ts';
import type { MeasuredArm } from './measure-arms.ts';
import type { ArmResult, ChosenArm, DirectionSelectionResult, Results } from './results.ts';
import { scatterOf } from './scatter.ts';
import { SELECTION_RULE } from './select-arm.ts';
import { verdict } from './verdict.ts';
import { weightHashes } from './weight-hashes.ts';

const SAME_AS: Results['sameAs'] = [
  {
    method: 'mean-act',
    as: 'act-add',
    why: 'x − mu_H + mu_S is x − r: the same map at the same site, scope and strength (resid_pre l is resid_post l − 1)',
  },
];

/** What an audit measured, put together; a pure function of its parts. */
export function auditResults(parts: {
  readonly checkpoint: Checkpoint;
  readonly data: AuditData;
  readonly options: AuditOptions;
  readonly activations: FitActivations;
  readonly measured: readonly MeasuredArm[];
  readonly scores: RefusalScores;
  readonly direction: DirectionSelection;
  readonly som: DirectionSelection;
  readonly chosen: readonly ChosenArm[];
  /** The chosen pca-ot arm. */
  readonly transport: Arm;
}): Results {
  const { checkpoint, data, options, activations, measured, scores, chosen, transport } = parts;
  const { layers } = checkpoint.config;
  const arms = measured.map((entry) => armResult(entry, scores, layers));
  const complied = new Map(measured.map((entry) => [entry.arm.id, entry.complied]));
  const comparisons = compareArms('pca-ot', chosen, complied);
  return {
    schema: 'refusal-lab/results',
    version: 2,
    model: describeModel(checkpoint),
    protocol: describeProtocol(data, options),
    arms,
    directionSelection: describeSelection(parts.direction),
    somSelection: describeSelection(parts.som),
    sameAs: SAME_AS,
    chosen,
    comparisons,
    verdict: verdict(arms, chosen, comparisons, layers),
    scatter: scatterOf(activations.residPost, transport),
  };
}

function armResult({ arm, selection, test }: MeasuredArm, scores: RefusalScores, layers: number): ArmResult {
  const provenance = arm.intervention?.provenance;
  return {
    id: arm.id,
    method: arm.method ?? 'baseline',
    role: arm.role,
    layers: arm.layers,
    layer: soleLayer(arm),
    depth: armDepth(arm, layers),
    rank: arm.rank,
    refit: arm.refit,
    sites: arm.intervention?.sites.map(siteName) ?? [],
    scope: arm.scope,
    options: provenance?.options ?? {},
    facts: provenance?.facts ?? {},
    selection: { ...selection, refusalScore: scores.get(arm.id) ?? null },
    test,
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

function describeModel({ name, config, tensors, chatTemplate }: Checkpoint): Results['model'] {
  return {
    name,
    architecture: config.architecture,
    layers: config.layers,
    hiddenSize: config.hiddenSize,
    vocabularySize: config.vocabularySize,
    weights: weightHashes(tensors),
    chatTemplateHash: contentHash(chatTemplate().source),
    systemPrompt: null,
  };
}

function describeProtocol(data: AuditData, options: AuditOptions): Results['protocol'] {
  const sets = [data.fit, data.selection, data.test].flatMap((split) => Object.values(split));
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
    prompts: Object.fromEntries(sets.map((set) => [set.name, { count: set.prompts.length, hash: set.hash }])),
    loreDocuments: data.lore.length,
    selectionRule: SELECTION_RULE,
  };
}
