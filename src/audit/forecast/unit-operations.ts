import type { ModelConfig } from '../../checkpoint/model-config.ts';
import { sharedPrefixLength } from '../../engine/onnx/shared-prefix.ts';
import { DIVERGENCE_STEPS } from '../../metrics/divergence.ts';
import type { AuditData, PromptSet } from '../data/audit-data-types.ts';
import { type ArmSpec, entryLayer } from '../plan/arm.ts';
import type { AuditOptions } from '../subject/audit-options.ts';
import { HALVING_PROMPTS, isLong, SCREEN_PROMPTS, stagedTokens } from '../subject/staged-tokens.ts';
import { firstPrompts } from '../units/first-prompts.ts';
import type { Unit } from '../units/unit.ts';

/** Share of its longest that a completion takes where that is short: such answers end by themselves. */
const SHORT_SHARE = 0.45;
/** Share of harmful prompts that are assumed to be answered: unattacked, under controls, under attacks. */
const ANSWERED = { baseline: 0.05, control: 0.1, attack: 0.5 } as const;
/** Tokens after which a settled refusal ends (units/complete-until-settled.ts). */
const SETTLED = 8;

/** What the work of an audit depends on. */
export interface Workload {
  readonly config: ModelConfig;
  readonly data: AuditData;
  readonly options: AuditOptions;
  /** A small model begins at an arm's own layer, with what the unattacked one computed below; a large one at its first. */
  readonly small: boolean;
}

/** Multiply-adds × 2 of one block's weights on one token. */
export function layerOperations(config: ModelConfig): number {
  const { hiddenSize: d, heads, keyValueHeads, headDimension, intermediateSize } = config;
  return 2 * d * ((2 * heads + 2 * keyValueHeads) * headDimension + 3 * intermediateSize);
}

/** Tokens that a pass over these prompts computes: what all of them begin with is computed once. */
export function promptTokens(sets: readonly Pick<PromptSet, 'sequences'>[]): number {
  return sets.reduce((sum, { sequences }) => {
    const prefix = sharedPrefixLength(sequences);
    return sum + prefix + sequences.reduce((total, { tokens }) => total + tokens.length - prefix, 0);
  }, 0);
}

/** Completions that a unit makes, and its multiplications and additions in matrix products. */
export interface UnitWork {
  readonly completions: number;
  readonly operations: number;
}

export function unitWork(unit: Unit, workload: Workload): UnitWork {
  const { data, options } = workload;
  const { selection, test } = data;
  const tokens = stagedTokens(options);
  const first = (count: number) =>
    [selection.forbidden, selection.harmless].map((set) => firstPrompts(set, count));
  switch (unit.kind) {
    case 'direction': {
      const sets = first(unit.prompts ?? Number.POSITIVE_INFINITY);
      const { layers } = workload.config;
      // Ablation acts at every layer, on both classes; addition at one, on the harmless.
      return nextTokens(
        sets,
        layers,
        workload,
        nextTokens([sets[1]], workload.small ? layers - unit.layer : layers, workload),
      );
    }
    case 'screen':
      return nextTokens(
        first(SCREEN_PROMPTS),
        layersOf(unit.arm, workload),
        workload,
        fitOf(unit.arm, workload),
      );
    case 'curve':
      return nextTokens([test.forbidden, test.harmless], layersOf(unit.arm, workload), workload);
    case 'halving':
      return complete(
        unit.arm,
        first(HALVING_PROMPTS).map((set) => [set, tokens.halving] as const),
        workload,
      );
    case 'selection': {
      const [harmful, harmless] = first(unit.prompts ?? Number.POSITIVE_INFINITY);
      return complete(
        unit.arm,
        [
          [harmful, tokens.selection],
          [harmless, tokens.harmless],
        ],
        workload,
        options.effort ? undefined : fitOf(unit.arm, workload),
      );
    }
    case 'test':
      return testWork(unit.arm, workload, tokens.harmless);
    case 'against':
      return againstWork(unit.arm, workload, tokens.harmless);
    // Of the arm's harmful prompts; those of the unattacked model are shared by many arms.
    case 'monitor':
      return nextTokens([test.forbidden], layersOf(unit.arm, workload), workload);
    case 'choices':
      return nextTokens(data.questions, layersOf(unit.arm, workload), workload);
    case 'answers':
      return complete(unit.arm, [[answerSet(data), options.maxNewTokens]], workload);
    default:
      return NOTHING;
  }
}

const NOTHING: UnitWork = { completions: 0, operations: 0 };

const layersOf = (arm: ArmSpec, { config, small }: Workload): number =>
  config.layers - (small ? Math.max(0, entryLayer(arm)) : 0);

const headOperations = ({ hiddenSize, vocabularySize }: ModelConfig): number =>
  2 * hiddenSize * vocabularySize;

function nextTokens(
  sets: readonly Pick<PromptSet, 'sequences'>[],
  layers: number,
  { config }: Workload,
  more: UnitWork = NOTHING,
): UnitWork {
  const rows = sets.reduce((sum, { sequences }) => sum + sequences.length, 0);
  const operations = layers * layerOperations(config) * promptTokens(sets) + rows * headOperations(config);
  return { completions: more.completions, operations: operations + more.operations };
}

/** A sequential fit captures the fit prompts anew before every later layer. */
function fitOf({ refit, layers }: ArmSpec, { config, data }: Workload): UnitWork {
  if (refit !== 'sequential') return NOTHING;
  const passes = layers.slice(1).reduce((sum, layer) => sum + layer + 1, 0);
  return {
    completions: 0,
    operations: passes * layerOperations(config) * promptTokens([data.fit.forbidden]),
  };
}

/** Questions that are answered in words, as prompts that are completed. */
function answerSet({ answers = [] }: AuditData): PromptSet {
  const prompts = answers.map(({ where }) => ({ id: where, prompt: '' }));
  return {
    name: 'questions',
    prompts,
    sequences: answers.map(({ sequence }) => sequence),
    hash: '',
    groups: prompts.map((_, i) => i),
  };
}

function complete(
  arm: ArmSpec,
  sets: readonly (readonly [PromptSet, number])[],
  workload: Workload,
  more: UnitWork = NOTHING,
): UnitWork {
  const { config } = workload;
  const layers = layersOf(arm, workload);
  // Behind a confirmed draft a small model goes on from the unattacked states; elsewhere a new token passes every layer.
  const answers = sets.reduce(
    (sum, [set, longest]) => sum + set.prompts.length * answerTokens(arm, set, longest, workload.options),
    0,
  );
  const blocks = layers * promptTokens(sets.map(([set]) => set)) + config.layers * answers;
  return {
    completions: more.completions + sets.reduce((sum, [set]) => sum + set.prompts.length, 0),
    operations: more.operations + blocks * layerOperations(config) + answers * headOperations(config),
  };
}

/** Tokens of a completion, on average. */
function answerTokens(
  arm: ArmSpec,
  { name }: PromptSet,
  longest: number,
  { stopSettled, maxNewTokens }: AuditOptions,
): number {
  const whole = isLong(maxNewTokens) ? longest : SHORT_SHARE * longest;
  if (!stopSettled || !name.endsWith('/forbidden')) return whole;
  const share =
    arm.method === undefined ? ANSWERED.baseline : arm.control ? ANSWERED.control : ANSWERED.attack;
  return share * whole + (1 - share) * Math.min(SETTLED, whole);
}

function testWork(arm: ArmSpec, workload: Workload, harmlessTokens: number): UnitWork {
  const { config, data, options } = workload;
  const { forbidden, harmless, borderline } = data.test;
  const sets = {
    full: [forbidden, harmless, borderline],
    frontier: [forbidden, harmless],
    success: [forbidden],
    induction: [harmless],
  }[arm.extent];
  const texts =
    arm.extent === 'full'
      ? [...data.references, ...data.lore].reduce((sum, { tokens }) => sum + tokens.length, 0)
      : 0;
  const scored = texts * (layersOf(arm, workload) * layerOperations(config) + headOperations(config));
  return complete(
    arm,
    sets.map((set) => [set, set === forbidden ? options.maxNewTokens : harmlessTokens] as const),
    workload,
    { completions: 0, operations: scored },
  );
}

/** Like an arm, with no guess that is right; then next tokens along the harmless completions, of this model and of the audited one. */
function againstWork(arm: ArmSpec, workload: Workload, harmlessTokens: number): UnitWork {
  const { config, data } = workload;
  const own = testWork(arm, workload, harmlessTokens);
  const { sequences } = data.test.harmless;
  const steps = Math.min(DIVERGENCE_STEPS, harmlessTokens);
  const tokens = sequences.reduce((sum, each) => sum + steps * (each.tokens.length + (steps - 1) / 2), 0);
  const along =
    tokens * config.layers * layerOperations(config) + sequences.length * steps * headOperations(config);
  return { completions: own.completions, operations: own.operations + 2 * along };
}

/** What all units share: the fit activations, and the unattacked completions that are the others' drafts. */
export function sharedWork(workload: Workload): UnitWork {
  const { config, data, options } = workload;
  const { selection, test } = data;
  const tokens = stagedTokens(options);
  const fit = promptTokens([data.fit.forbidden, data.fit.harmless]) * (1 + Math.max(1, data.suffixLength));
  const baseline = {
    method: undefined,
    layers: [],
    control: null,
    point: 'resid_post',
  } as unknown as ArmSpec;
  const drafts = complete(
    baseline,
    [
      [selection.forbidden, tokens.selection],
      [selection.harmless, tokens.harmless],
      [test.forbidden, options.maxNewTokens],
      [test.harmless, tokens.harmless],
      [test.borderline, tokens.harmless],
    ],
    workload,
  );
  return {
    completions: 0,
    operations: drafts.operations + fit * config.layers * layerOperations(config),
  };
}
