import type { Checkpoint } from '../../checkpoint/checkpoint.ts';
import type { ModelConfig } from '../../checkpoint/model-config.ts';
import type { ArmRole } from '../../results/arm-words.ts';
import type { AuditPlan, EffortForecast, PlannedGroup } from '../../results/audit-plan.ts';
import { EFFORTS, type Effort } from '../../results/effort.ts';
import { minimumDetectableDifference } from '../../statistics/minimum-detectable-difference.ts';
import { worstDesignEffect } from '../../statistics/worst-design-effect.ts';
import type { AuditData, PromptSet } from '../data/audit-data-types.ts';
import type { ArmSpec } from '../plan/arm.ts';
import { planGrid } from '../plan/plan-arms.ts';
import { triedMethods } from '../plan/planned-methods.ts';
import { ARM_KINDS, type AuditOptions } from '../subject/audit-options.ts';
import { forecastAudit } from './forecast-audit.ts';
import { layerOperations } from './unit-operations.ts';

/** Node, onnxruntime and what the audit itself holds. */
const PROCESS_BYTES = 350e6;
/** Graphs, feeds, logits and caches of one engine beside weights and kept states, at their peak on the organism. */
const ENGINE_BYTES = 1.2e9;
const FLOAT32_BYTES = 4;
const DISTRIBUTION_ARRAYS = 2;

/** Share of prompts that two arms are assumed to differ on. */
const DISCORDANCE = 0.2;

/** What an audit will do; `rate`: floating-point operations per second of one engine's matrix products. */
export async function auditPlan(
  checkpoint: Checkpoint,
  data: AuditData,
  options: AuditOptions,
  machine: {
    readonly workers: number;
    readonly rate: number;
    readonly reuseBytes: number;
    /** A model that begins at an arm's own layer. */
    readonly small: boolean;
    /** Bytes of one engine where they are known: of a large model (`sizeEngine`). */
    readonly engineBytes?: number | undefined;
    /** Names of modified checkpoints that are measured too. */
    readonly against?: readonly string[];
  },
): Promise<AuditPlan> {
  const { config } = checkpoint;
  const forecast = (changed: AuditOptions) => forecastAudit(checkpoint, data, changed, machine);
  const { units, arms, parts, ...own } = await forecast(options);
  const sets = [data.selection.harmless, data.selection.forbidden, ...Object.values(data.test)];
  const { groups } = data.test.forbidden;
  const family = triedMethods(options).length - 1;
  const deff = worstDesignEffect(groups);
  const efforts: EffortForecast[] = [];
  for (const effort of EFFORTS)
    efforts.push({ effort, ...pick(await forecast(withEffort(options, effort))) });
  return {
    model: checkpoint.name,
    effort: options.effort ?? 'full',
    groups: groupsOf(arms, planGrid(config.layers, options)),
    arms: arms.length,
    prompts: Object.fromEntries(
      [data.fit, data.selection, data.test].flatMap((split) =>
        Object.values(split).map(({ name, prompts }) => [name, prompts.length]),
      ),
    ),
    units,
    detectable: {
      difference: minimumDetectableDifference(groups.length, DISCORDANCE, { deff }),
      inFamily: minimumDetectableDifference(groups.length, DISCORDANCE, { deff, family }),
      family,
      discordance: DISCORDANCE,
      deff,
    },
    ...pick(own),
    efforts,
    costliest: [...parts]
      .map(([part, operations]) => ({ part, share: operations / own.operations }))
      .toSorted((a, b) => b.share - a.share)
      .slice(0, 3),
    saving: await largestSaving(options, own.operations, forecast),
    memoryBytes:
      PROCESS_BYTES +
      machine.workers *
        (machine.engineBytes ?? smallEngineBytes(config, data, sets, options, machine.reuseBytes)),
  };
}

const pick = ({ completions, operations, seconds }: Omit<EffortForecast, 'effort'>) => ({
  completions,
  operations,
  seconds,
});

function withEffort({ effort: _, ...options }: AuditOptions, effort: Effort): AuditOptions {
  return effort === 'full' ? options : { ...options, effort };
}

/** The option that would save most of the work, of those that leave the chosen arms as they are. */
async function largestSaving(
  options: AuditOptions,
  operations: number,
  forecast: (changed: AuditOptions) => Promise<{ readonly operations: number }>,
): Promise<AuditPlan['saving']> {
  const savings: { option: string; share: number }[] = [];
  for (const kind of ARM_KINDS) {
    if (options.without?.includes(kind)) continue;
    const without = [...(options.without ?? []), kind];
    const changed = await forecast({ ...options, without });
    savings.push({ option: `without ${without.join(',')}`, share: 1 - changed.operations / operations });
  }
  return savings.toSorted((a, b) => b.share - a.share)[0] ?? null;
}

/** Arms that are not in the grid only the selection split will bring. */
function groupsOf(arms: readonly ArmSpec[], grid: readonly ArmSpec[]): PlannedGroup[] {
  const known = new Set(grid.map(({ id }) => id));
  const groups = new Map<string, { role: ArmRole; method: string; ids: string[]; later: boolean }>();
  for (const { id, role, method = 'baseline' } of arms) {
    const later = !known.has(id);
    const key = `${role} ${method} ${later}`;
    const group = groups.get(key) ?? { role, method, ids: [], later };
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

const promptsOf = (sets: readonly PromptSet[]): number =>
  sets.reduce((sum, { prompts }) => sum + prompts.length, 0);

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
