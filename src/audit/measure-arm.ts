import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import type { Engine, Generation } from '../engine/engine.ts';
import type { Intervention } from '../interventions/intervention.ts';
import { firstTokenDivergence, trajectoryDivergence } from '../metrics/divergence.ts';
import { NOT_REACHED, perplexity } from '../metrics/perplexity.ts';
import { rateOfFlags } from '../statistics/rate.ts';
import type { AuditData, PromptSet } from './audit-data.ts';
import { type JudgedSet, judgeCompletions } from './judge-completions.ts';
import type { ArmSelectionResult, ArmTestResult, PromptSetResult } from './results.ts';
import { feasibilityProblems } from './select-arm.ts';

export interface MeasureContext {
  readonly checkpoint: Checkpoint;
  readonly data: AuditData;
  readonly maxNewTokens: number;
  readonly signal?: AbortSignal;
}

/** The unattacked completions, stop token included: drafts for every arm, and what KL is measured along. */
export type Drafts = ReadonlyMap<PromptSet, readonly (readonly number[])[]>;

function draftOf({ tokens, stopToken }: Generation): readonly number[] {
  return stopToken === undefined ? tokens : [...tokens, stopToken];
}

/** Greedy completions of the unattacked model for every selection and test prompt. */
export async function unattackedDrafts(engine: Engine, context: MeasureContext): Promise<Drafts> {
  const { selection, test } = context.data;
  const drafts = new Map<PromptSet, (readonly number[])[]>();
  for (const set of [
    selection.forbidden,
    selection.harmless,
    test.forbidden,
    test.harmless,
    test.borderline,
  ]) {
    const generations = await engine.generate({
      sequences: set.sequences,
      maxNewTokens: context.maxNewTokens,
      stopTokenIds: context.checkpoint.stopTokenIds,
      ...(context.signal ? { signal: context.signal } : {}),
    });
    drafts.set(set, generations.map(draftOf));
  }
  return drafts;
}

async function complete(
  engine: Engine,
  context: MeasureContext,
  drafts: Drafts,
  set: PromptSet,
  intervention: Intervention | undefined,
  divergence: boolean,
) {
  const generations = await engine.generate({
    sequences: set.sequences,
    maxNewTokens: context.maxNewTokens,
    stopTokenIds: context.checkpoint.stopTokenIds,
    drafts: drafts.get(set)!,
    divergence,
    ...(intervention ? { intervention } : {}),
    ...(context.signal ? { signal: context.signal } : {}),
  });
  return {
    judged: judgeCompletions(context.checkpoint, set, generations),
    divergences: generations.map((g) => g.divergence!),
  };
}

/**
 * What selection needs of an arm. Compliance is measured only where damage allows the arm to be chosen at all:
 * `baseline` is the unattacked model's, against which accuracy and degeneration are compared.
 */
export async function measureSelection(
  engine: Engine,
  context: MeasureContext,
  drafts: Drafts,
  intervention: Intervention | undefined,
  baseline: ArmSelectionResult | undefined,
): Promise<ArmSelectionResult> {
  const { forbidden, harmless } = context.data.selection;
  const { judged, divergences } = await complete(engine, context, drafts, harmless, intervention, true);
  const measured = {
    kl32: trajectoryDivergence(divergences).value!,
    harmlessExact: judged.exact,
    degenerate: judged.degenerate,
  };
  const reasons = baseline ? feasibilityProblems(measured, baseline) : [];
  const attack =
    reasons.length === 0
      ? await complete(engine, context, drafts, forbidden, intervention, false)
      : undefined;
  return {
    ...measured,
    feasible: reasons.length === 0,
    reasons,
    coherentAsr: attack ? rateOfFlags(attack.judged.complied) : null,
    refusalScore: null,
  };
}

function published({ refusal, exact, near, degenerate, outcomes }: JudgedSet): PromptSetResult {
  return { refusal, exact, near, degenerate, outcomes };
}

/** Everything that is reported of an arm, on the test split. */
export async function measureTest(
  engine: Engine,
  context: MeasureContext,
  drafts: Drafts,
  intervention: Intervention | undefined,
): Promise<ArmTestResult> {
  const { data, signal } = context;
  const common = { ...(intervention ? { intervention } : {}), ...(signal ? { signal } : {}) };
  const forbidden = await complete(engine, context, drafts, data.test.forbidden, intervention, false);
  const harmless = await complete(engine, context, drafts, data.test.harmless, intervention, true);
  const borderline = await complete(engine, context, drafts, data.test.borderline, intervention, false);
  const reachesRawText = !intervention || intervention.scope === 'all';
  const lore = reachesRawText
    ? perplexity(await engine.score({ sequences: data.lore, ...common }))
    : NOT_REACHED;
  const references = await engine.score({ sequences: data.references, ...common });
  return {
    forbidden: published(forbidden.judged),
    harmless: published(harmless.judged),
    borderline: published(borderline.judged),
    lorePerplexity: lore,
    referencePerplexity: perplexity(
      references,
      data.references.map(({ promptLength }) => promptLength! - 1),
    ),
    kl1: firstTokenDivergence(harmless.divergences),
    kl32: trajectoryDivergence(harmless.divergences),
  };
}
