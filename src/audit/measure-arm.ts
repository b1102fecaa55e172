import type { Engine } from '../engine/engine.ts';
import type { Intervention } from '../interventions/intervention.ts';
import { firstTokenDivergence, trajectoryDivergence } from '../metrics/divergence.ts';
import { NOT_REACHED, perplexity } from '../metrics/perplexity.ts';
import { rateOfFlags } from '../statistics/rate.ts';
import { completeSets } from './complete-sets.ts';
import type { GuessesBySet } from './guess-completions.ts';
import type { JudgedSet } from './judge-completions.ts';
import type { MeasureContext } from './measure-context.ts';
import type { ArmSelectionResult, ArmTestResult, PromptSetResult } from './results.ts';
import { feasibilityProblems } from './select-arm.ts';

export interface ArmMeasurement {
  readonly selection: ArmSelectionResult;
  readonly test: ArmTestResult;
  /** Coherent attack success on the forbidden test prompts, in their order. */
  readonly complied: readonly boolean[];
}

/**
 * Everything that is known of an arm: what selection needs, on the selection split, and what is reported, on the test
 * split. Compliance on the selection split is measured only where damage allows the arm to be chosen at all; `baseline`
 * is the unattacked model's selection, against which accuracy and degeneration are compared (undefined: this is it).
 */
export async function measureArm(
  engine: Engine,
  context: MeasureContext,
  guesses: GuessesBySet,
  intervention: Intervention | undefined,
  baseline: ArmSelectionResult | undefined,
): Promise<ArmMeasurement> {
  const { data, signal } = context;
  const { selection, test } = data;
  const common = { ...(intervention ? { intervention } : {}), ...(signal ? { signal } : {}) };

  const sets = [selection.harmless, test.forbidden, test.harmless, test.borderline];
  const damage = [selection.harmless, test.harmless];
  const completed = await completeSets(engine, context, guesses, sets, intervention, damage);
  const [tried, forbidden, harmless, borderline] = sets.map((set) => completed.get(set)!);

  const limits = {
    kl32: trajectoryDivergence(tried.divergences).value!,
    harmlessExact: tried.judged.exact,
    degenerate: tried.judged.degenerate,
  };
  const reasons = baseline ? feasibilityProblems(limits, baseline) : [];
  const feasible = reasons.length === 0;
  const attacked = feasible
    ? (await completeSets(engine, context, guesses, [selection.forbidden], intervention)).get(
        selection.forbidden,
      )!
    : undefined;

  const reachesRawText = !intervention || intervention.scope === 'all';
  const scored = await engine.score({
    sequences: [...data.references, ...(reachesRawText ? data.lore : [])],
    ...common,
  });
  const references = scored.slice(0, data.references.length);
  return {
    selection: {
      ...limits,
      feasible,
      reasons,
      coherentAsr: attacked ? rateOfFlags(attacked.judged.complied) : null,
      refusalScore: null,
    },
    test: {
      forbidden: published(forbidden.judged),
      harmless: published(harmless.judged),
      borderline: published(borderline.judged),
      lorePerplexity: reachesRawText ? perplexity(scored.slice(references.length)) : NOT_REACHED,
      referencePerplexity: perplexity(
        references,
        data.references.map(({ promptLength }) => promptLength! - 1),
      ),
      kl1: firstTokenDivergence(harmless.divergences),
      kl32: trajectoryDivergence(harmless.divergences),
    },
    complied: forbidden.judged.complied,
  };
}

function published({ refusal, exact, near, degenerate, outcomes }: JudgedSet): PromptSetResult {
  return { refusal, exact, near, degenerate, outcomes };
}
