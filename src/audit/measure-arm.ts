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

/** What completions are expected to be, for speed: wrong guesses change no token. */
export interface Guesses {
  /** Followed from the start; for harmless sets the unattacked completions, along which KL is measured. */
  readonly drafts?: readonly (readonly number[])[];
  /** Tried where decoding goes another way. */
  readonly alternatives?: readonly (readonly (readonly number[])[])[];
}

export type GuessesBySet = ReadonlyMap<PromptSet, Guesses>;

function draftOf({ tokens, stopToken }: Generation): readonly number[] {
  return stopToken === undefined ? tokens : [...tokens, stopToken];
}

/**
 * Guesses for every selection and test prompt: harmless and borderline ones are expected to stay as the unattacked model
 * completes them, forbidden ones to be refused as before or answered as under `scout`, any arm that breaks refusal.
 * The scout is part of the plan, so what is guessed never depends on the order of the work.
 */
export async function guessCompletions(
  engine: Engine,
  context: MeasureContext,
  scout: Intervention,
): Promise<GuessesBySet> {
  const { selection, test } = context.data;
  const completions = async (set: PromptSet, intervention?: Intervention) =>
    (
      await engine.generate({
        sequences: set.sequences,
        maxNewTokens: context.maxNewTokens,
        stopTokenIds: context.checkpoint.stopTokenIds,
        ...(intervention ? { intervention } : {}),
        ...(context.signal ? { signal: context.signal } : {}),
      })
    ).map(draftOf);
  const guesses = new Map<PromptSet, Guesses>();
  for (const set of [selection.harmless, test.harmless, test.borderline])
    guesses.set(set, { drafts: await completions(set) });
  for (const set of [selection.forbidden, test.forbidden]) {
    const plain = await completions(set);
    const broken = await completions(set, scout);
    guesses.set(set, { alternatives: plain.map((refusal, i) => [refusal, broken[i]]) });
  }
  return guesses;
}

async function complete(
  engine: Engine,
  context: MeasureContext,
  guesses: GuessesBySet,
  set: PromptSet,
  intervention: Intervention | undefined,
  divergence: boolean,
) {
  const generations = await engine.generate({
    sequences: set.sequences,
    maxNewTokens: context.maxNewTokens,
    stopTokenIds: context.checkpoint.stopTokenIds,
    ...guesses.get(set)!,
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
  guesses: GuessesBySet,
  intervention: Intervention | undefined,
  baseline: ArmSelectionResult | undefined,
): Promise<ArmSelectionResult> {
  const { forbidden, harmless } = context.data.selection;
  const { judged, divergences } = await complete(engine, context, guesses, harmless, intervention, true);
  const measured = {
    kl32: trajectoryDivergence(divergences).value!,
    harmlessExact: judged.exact,
    degenerate: judged.degenerate,
  };
  const reasons = baseline ? feasibilityProblems(measured, baseline) : [];
  const attack =
    reasons.length === 0
      ? await complete(engine, context, guesses, forbidden, intervention, false)
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

export interface MeasuredTest {
  readonly result: ArmTestResult;
  /** Coherent attack success on the forbidden test prompts, in their order. */
  readonly complied: readonly boolean[];
}

/** Everything that is reported of an arm, on the test split. */
export async function measureTest(
  engine: Engine,
  context: MeasureContext,
  guesses: GuessesBySet,
  intervention: Intervention | undefined,
): Promise<MeasuredTest> {
  const { data, signal } = context;
  const common = { ...(intervention ? { intervention } : {}), ...(signal ? { signal } : {}) };
  const forbidden = await complete(engine, context, guesses, data.test.forbidden, intervention, false);
  const harmless = await complete(engine, context, guesses, data.test.harmless, intervention, true);
  const borderline = await complete(engine, context, guesses, data.test.borderline, intervention, false);
  const reachesRawText = !intervention || intervention.scope === 'all';
  const lore = reachesRawText
    ? perplexity(await engine.score({ sequences: data.lore, ...common }))
    : NOT_REACHED;
  const references = await engine.score({ sequences: data.references, ...common });
  const result: ArmTestResult = {
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
  return { result, complied: forbidden.judged.complied };
}
