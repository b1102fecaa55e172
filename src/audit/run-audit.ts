import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import type { EnginePool } from '../engine/worker/engine-pool.ts';
import { LabError } from '../errors/lab-error.ts';
import { contentHash } from '../formats/content-hash.ts';
import type { Intervention } from '../interventions/intervention.ts';
import { siteName } from '../interventions/residual-site.ts';
import type { DirectionSelection } from '../methods/select-direction.ts';
import { type AuditData, loadAuditData } from './audit-data.ts';
import type { AuditOptions } from './audit-options.ts';
import { captureFit } from './capture-fit.ts';
import { chooseArms, type MeasuredArm } from './choose-arms.ts';
import { chooseDirection, directionCandidates } from './choose-direction.ts';
import { compareArms } from './compare-arms.ts';
import { guessCompletions } from './guess-completions.ts';
import { type ArmMeasurement, measureArm } from './measure-arm.ts';
import type { MeasureContext } from './measure-context.ts';
import { type Arm, planArms, rfaArm } from './plan-arms.ts';
import type { ArmResult, ChosenArm, Results } from './results.ts';
import { scatterOf } from './scatter.ts';
import { SELECTION_RULE } from './select-arm.ts';
import { verdict } from './verdict.ts';
import { weightHashes } from './weight-hashes.ts';

export type AuditProgress = (state: {
  readonly done: number;
  readonly total: number;
  readonly label: string;
}) => void;

export interface AuditOutcome {
  readonly results: Results;
  /** Of every arm but the baseline, by arm id. */
  readonly interventions: ReadonlyMap<string, Intervention>;
}

/** Methods that choose their layer by the selection rule; rfa has the published one of its own. */
const SELECTED_METHODS = ['act-add', 'ace', 'mean-shift', 'pca-ot'] as const;

const DIRECTION_RULE =
  'Arditi et al. 2024, on the selection split: drop KL > 0.1, induced refusal score < 0 and the last fifth of the layers; ' +
  'lowest refusal score under ablation; none left: best unfiltered, flagged';

/** A unit of work weighs about as much as one arm; a direction candidate is a fraction of it. */
const CANDIDATE_WEIGHT = 0.15;

/**
 * The whole audit: unattacked completions, fit activations, every arm on the selection and the test split, layer and K
 * chosen on selection only. Deterministic for options and checkpoint, whatever the pool's size.
 */
export async function runAudit(
  checkpoint: Checkpoint,
  pool: EnginePool,
  options: AuditOptions,
  run: { readonly onProgress?: AuditProgress; readonly signal?: AbortSignal } = {},
): Promise<AuditOutcome> {
  const data = loadAuditData(checkpoint, options);
  const context: MeasureContext = {
    checkpoint,
    data,
    maxNewTokens: options.maxNewTokens,
    ...(run.signal ? { signal: run.signal } : {}),
  };
  const { layers } = checkpoint.config;
  run.onProgress?.({ done: 0, total: 1, label: 'unattacked model' });
  const fit = await captureFit(pool.first, data, run.signal);
  const grid = planArms(fit, layers, options);
  const guesses = await guessCompletions(pool, context, scoutOf(grid, layers));
  const candidates = directionCandidates(fit);
  let total = grid.length + candidates.length * CANDIDATE_WEIGHT;
  let done = 0;
  const progress = (weight: number, label: string): void =>
    run.onProgress?.({ done: (done += weight), total, label });
  const direction = await chooseDirection(pool, context, candidates, () =>
    progress(CANDIDATE_WEIGHT, 'direction selection'),
  );
  const arms = [...grid, ...directionArms(direction, grid, layers, options)];
  total += arms.length - grid.length;
  // Arms of one site share graphs and states, so they run one after the other; results come back in plan order.
  const order = arms.toSorted((a, b) => entryLayer(a) - entryLayer(b));
  const baseline = await measureArm(pool.first, context, guesses, undefined, undefined);
  const measuredInOrder = await pool.map(
    order,
    async (engine, arm): Promise<MeasuredArm & ArmMeasurement> => {
      if (!arm.intervention) return { arm, ...baseline };
      try {
        return { arm, ...(await measureArm(engine, context, guesses, arm.intervention, baseline.selection)) };
      } catch (error) {
        if (!(error instanceof LabError)) throw error;
        throw new LabError(`arm ${arm.id}: ${error.message}`, { exitCode: error.exitCode, cause: error });
      }
    },
    (arm) => progress(1, arm.id),
  );
  const measured = arms.map((arm) => measuredInOrder[order.indexOf(arm)]);
  const selectable = measured.filter(({ arm }) => arm.layer !== null);
  const rfa: ChosenArm = {
    method: 'rfa',
    armId: rfaArm(direction.chosen.candidate, layers, options).id,
    feasible: !direction.flagged,
    flag: direction.flagged
      ? 'no direction passed the published filter; the best unfiltered one stands in'
      : '',
    rule: DIRECTION_RULE,
  };
  const chosen = [rfa, ...(await chooseArms(pool, context, selectable, SELECTED_METHODS))];
  const complied = new Map(measured.map((entry) => [entry.arm.id, entry.complied]));
  const comparisons = compareArms('pca-ot', chosen, complied);
  const armResults = measured.map(({ arm, selection, test }): ArmResult => {
    const provenance = arm.intervention?.provenance;
    return {
      id: arm.id,
      method: arm.method,
      layer: arm.layer,
      depth: arm.depth,
      rank: arm.rank,
      sites: arm.intervention?.sites.map(siteName) ?? [],
      scope: options.scope,
      options: provenance?.options ?? {},
      facts: provenance?.facts ?? {},
      selection,
      test,
    };
  });
  const ot = measured.find(
    ({ arm }) => arm.id === chosen.find(({ method }) => method === 'pca-ot')!.armId,
  )!.arm;
  const position = ({ layer, position: at }: { layer: number; position: number }) => ({
    layer,
    position: at,
  });
  const results: Results = {
    schema: 'refusal-lab/results',
    version: 1,
    model: describeModel(checkpoint),
    protocol: describeProtocol(data, options),
    arms: armResults,
    directionSelection: {
      candidates: direction.candidates.map(({ candidate, measurement, dropped }) => ({
        ...position(candidate),
        ...measurement,
        dropped,
      })),
      chosen: { ...position(direction.chosen.candidate), flagged: direction.flagged },
      withoutLayerPruning: {
        ...position(direction.withoutLayerPruning.chosen.candidate),
        flagged: direction.withoutLayerPruning.flagged,
      },
    },
    chosen,
    comparisons,
    verdict: verdict(armResults, chosen, comparisons, layers),
    scatter: scatterOf(fit.residPost[ot.layer!], ot),
  };
  const interventions = new Map(
    arms.flatMap((arm: Arm) => (arm.intervention ? [[arm.id, arm.intervention] as const] : [])),
  );
  return { results, interventions };
}

/** The first block that an arm changes the input of. */
function entryLayer({ intervention }: Arm): number {
  const site = intervention?.sites[0];
  return site ? site.layer + (site.point === 'resid_post' ? 1 : 0) : -1;
}

/** act-add in the middle: whether it breaks refusal or not, guessing from it costs little and changes nothing. */
function scoutOf(grid: readonly Arm[], layers: number): Intervention {
  const layer = Math.max(1, Math.floor(layers / 2));
  return grid.find((arm) => arm.method === 'act-add' && arm.layer === layer)!.intervention!;
}

/** Direction selection may prefer an earlier position than the grid's last one: then that arm joins the grid. */
function directionArms(
  selection: DirectionSelection,
  arms: readonly Arm[],
  layers: number,
  options: AuditOptions,
): Arm[] {
  const known = new Set(arms.map(({ id }) => id));
  return [selection.chosen, selection.withoutLayerPruning.chosen].flatMap(({ candidate }) => {
    const arm = rfaArm(candidate, layers, options);
    if (known.has(arm.id)) return [];
    known.add(arm.id);
    return [arm];
  });
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
    strength: 1,
    prompts: Object.fromEntries(sets.map((set) => [set.name, { count: set.prompts.length, hash: set.hash }])),
    loreDocuments: data.lore.length,
    selectionRule: SELECTION_RULE,
  };
}
