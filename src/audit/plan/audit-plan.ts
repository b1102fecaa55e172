import type { Checkpoint } from '../../checkpoint/checkpoint.ts';
import type { ModelConfig } from '../../checkpoint/model-config.ts';
import type { ArmExtent, ArmRole } from '../../results/arm-words.ts';
import type { AuditPlan, PlannedGroup } from '../../results/audit-plan.ts';
import { minimumDetectableDifference } from '../../statistics/minimum-detectable-difference.ts';
import { worstDesignEffect } from '../../statistics/worst-design-effect.ts';
import type { AuditData, PromptSet } from '../data/audit-data-types.ts';
import type { AuditOptions } from '../subject/audit-options.ts';
import { type ArmSpec, entryLayer } from './arm.ts';
import { laterArms } from './later-arms.ts';
import { planGrid } from './plan-arms.ts';
import { plannedMethods } from './planned-methods.ts';

/**
 * What matrix products do not account for (attention, norms, moving caches, sampling, judging), as a factor on their
 * time: measured on the organism, where it is largest. So times are right within a factor of about two.
 */
const OVERHEAD = 2;
/** Node, onnxruntime and what the audit itself holds. */
const PROCESS_BYTES = 350e6;
/** Graphs, feeds, logits and caches of one engine beside weights and kept states, at their peak on the organism. */
const ENGINE_BYTES = 1.2e9;
const FLOAT32_BYTES = 4;
const DISTRIBUTION_ARRAYS = 2;

/** Share of prompts that two arms are assumed to differ on. */
const DISCORDANCE = 0.2;

/** `rate`: floating-point operations a second of one engine's matrix products. */
export function auditPlan(
  checkpoint: Checkpoint,
  data: AuditData,
  options: AuditOptions,
  machine: {
    readonly workers: number;
    readonly rate: number;
    readonly reuseBytes: number;
    /** Bytes of one engine where they are known: of a large model (`sizeEngine`). */
    readonly engineBytes?: number | undefined;
  },
): AuditPlan {
  const { config } = checkpoint;
  const { layers } = config;
  const grid = planGrid(layers, options);
  const later = laterArms(layers, options);
  const arms = [...grid, ...later];
  const directionCandidates = (layers - 1) * (data.suffixLength + 1);

  const sets = [data.selection.harmless, data.selection.forbidden, ...Object.values(data.test)];
  const passes = arms.map((arm) => operationsOfArm(arm, config, data, options));
  const candidate =
    layerOperations(config) *
    layers *
    tokensOf(data.selection.forbidden, data.selection.harmless, data.selection.harmless);
  const operations = passes.reduce((sum, count) => sum + count, 0) + directionCandidates * candidate;
  const { groups } = data.test.forbidden;
  const testPrompts = groups.length;
  const family = plannedMethods(options).length - 1;
  const deff = worstDesignEffect(groups);
  return {
    model: checkpoint.name,
    groups: groupsOf(grid, later),
    arms: arms.length,
    prompts: Object.fromEntries(
      [data.fit, data.selection, data.test].flatMap((split) =>
        Object.values(split).map(({ name, prompts }) => [name, prompts.length]),
      ),
    ),
    units: { arms: arms.length, directionCandidates },
    detectable: {
      difference: minimumDetectableDifference(testPrompts, DISCORDANCE, { deff }),
      inFamily: minimumDetectableDifference(testPrompts, DISCORDANCE, { deff, family }),
      family,
      discordance: DISCORDANCE,
      deff,
    },
    completions: arms.reduce((sum, { extent }) => sum + promptsOf(setsOf(extent, data)), 0),
    operations,
    seconds: (OVERHEAD * operations) / (machine.rate * machine.workers),
    memoryBytes:
      PROCESS_BYTES +
      machine.workers *
        (machine.engineBytes ?? smallEngineBytes(config, data, sets, options, machine.reuseBytes)),
  };
}

function groupsOf(grid: readonly ArmSpec[], later: readonly ArmSpec[]): PlannedGroup[] {
  const groups = new Map<string, { role: ArmRole; method: string; ids: string[]; later: boolean }>();
  for (const [arms, isLater] of [
    [grid, false],
    [later, true],
  ] as const)
    for (const { id, role, method = 'baseline' } of arms) {
      const key = `${role} ${method} ${isLater}`;
      const group = groups.get(key) ?? { role, method, ids: [], later: isLater };
      group.ids.push(id);
      groups.set(key, group);
    }
  return [...groups.values()];
}

const tokensOf = (...sets: readonly Pick<PromptSet, 'sequences'>[]): number =>
  sets.flatMap(({ sequences }) => sequences).reduce((sum, { tokens }) => sum + tokens.length, 0);

/** Tokens of everything that is scored and not generated. */
const scoredTokens = ({ references, lore }: AuditData): number =>
  tokensOf({ sequences: references }, { sequences: lore });

/** The prompt sets that an arm completes. */
function setsOf(extent: ArmExtent, { selection, test }: AuditData): PromptSet[] {
  const chosenOn = [selection.harmless, selection.forbidden];
  return {
    full: [...chosenOn, test.forbidden, test.harmless, test.borderline],
    frontier: [...chosenOn, test.forbidden, test.harmless],
    success: [test.forbidden],
    induction: [test.harmless],
  }[extent];
}

const promptsOf = (sets: readonly PromptSet[]): number =>
  sets.reduce((sum, { prompts }) => sum + prompts.length, 0);

/** Multiply-adds × 2 of one block's weights on one token. */
function layerOperations(config: ModelConfig): number {
  const { hiddenSize: d, heads, keyValueHeads, headDimension, intermediateSize } = config;
  return 2 * d * ((2 * heads + 2 * keyValueHeads) * headDimension + 3 * intermediateSize);
}

/** An arm runs the layers above its entry on every prompt and every token of an answer, and the head on the latter. */
function operationsOfArm(
  arm: ArmSpec,
  config: ModelConfig,
  data: AuditData,
  { maxNewTokens }: AuditOptions,
): number {
  const { layers, hiddenSize, vocabularySize } = config;
  const sets = setsOf(arm.extent, data);
  const above = layers - Math.max(0, entryLayer(arm));
  const answers = maxNewTokens * promptsOf(sets);
  const texts = arm.extent === 'full' ? scoredTokens(data) : 0;
  const blocks = layerOperations(config) * above * (tokensOf(...sets) + answers + texts);
  return blocks + 2 * hiddenSize * vocabularySize * (answers + texts);
}

/** Weights in float32 and the unattacked states of every prompt, as far as the engine keeps them. */
function smallEngineBytes(
  config: ModelConfig,
  data: AuditData,
  sets: readonly PromptSet[],
  { maxNewTokens }: AuditOptions,
  reuseBytes: number,
): number {
  const { layers, hiddenSize, keyValueHeads, headDimension, vocabularySize } = config;
  const weights = (layerOperations(config) / 2) * layers + hiddenSize * vocabularySize;
  const perToken = layers * (hiddenSize + 2 * keyValueHeads * headDimension);
  const answers = maxNewTokens * promptsOf([data.selection.harmless, data.test.harmless]);
  const tokens = tokensOf(...sets) + scoredTokens(data) + answers;
  const states = FLOAT32_BYTES * (tokens * perToken + DISTRIBUTION_ARRAYS * answers * vocabularySize);
  return ENGINE_BYTES + FLOAT32_BYTES * weights + Math.min(reuseBytes, states);
}
