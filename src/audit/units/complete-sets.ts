import type { Engine, Generation } from '../../engine/engine.ts';
import type { Intervention } from '../../interventions/intervention.ts';
import { type DivergenceSums, sumDivergences } from '../../metrics/divergence.ts';
import { completionReader } from '../../stages/model/completion-reader.ts';
import type { PromptSet } from '../data/audit-data-types.ts';
import { answerLengths } from '../subject/answer-lengths.ts';
import { completeUntilSettled } from './complete-until-settled.ts';
import type { GuessesBySet } from './guess-completions.ts';
import type { Completion } from './judge-arms.ts';
import type { MeasureContext } from './measure-context.ts';
import type { SetObservation } from './observation.ts';
import { observeSet, readCompletions } from './observe-set.ts';
import { settlesOf } from './settles-of.ts';
import { verdictsByLength } from './verdicts-by-length.ts';

export interface CompletedSet {
  /** The completions; they are not kept. */
  readonly completions: readonly Completion[];
  readonly observation: SetObservation;
  /** KL along each draft, where it was asked for. */
  readonly divergence: DivergenceSums;
}

/**
 * Completes several prompt sets and judges them, those of the same longest completion in one request, so that their unfinished rows
 * are decoded together. KL along the drafts is measured for the sets named in `damage`.
 */
export async function completeSets(
  engine: Engine,
  context: MeasureContext,
  guesses: GuessesBySet,
  sets: readonly PromptSet[],
  intervention: Intervention | undefined,
  damage: readonly PromptSet[] = [],
): Promise<Map<PromptSet, CompletedSet>> {
  const completed = new Map<PromptSet, CompletedSet>();
  for (const length of new Set(sets.map(context.newTokens))) {
    const alike = sets.filter((set) => context.newTokens(set) === length);
    const some = await completeAlike(engine, context, guesses, alike, intervention, damage);
    for (const [set, value] of some) completed.set(set, value);
  }
  return completed;
}

async function completeAlike(
  engine: Engine,
  context: MeasureContext,
  guesses: GuessesBySet,
  sets: readonly PromptSet[],
  intervention: Intervention | undefined,
  damage: readonly PromptSet[],
): Promise<Map<PromptSet, CompletedSet>> {
  const perPrompt = <T>(value: (set: PromptSet, index: number) => T): T[] =>
    sets.flatMap((set) => set.prompts.map((_, index) => value(set, index)));
  const request = {
    sequences: sets.flatMap((set) => set.sequences),
    maxNewTokens: context.newTokens(sets[0]),
    stopTokenIds: context.checkpoint.stopTokenIds,
    drafts: perPrompt((set, i) => guesses.get(set)?.drafts?.[i] ?? []),
    alternatives: perPrompt((set, i) => guesses.get(set)?.alternatives?.[i] ?? []),
    divergence: perPrompt((set) => damage.includes(set)),
    ...(intervention ? { intervention } : {}),
    ...(context.signal ? { signal: context.signal } : {}),
  };
  const settles = perPrompt((set, i) => settlesOf(context, set, i));
  const generations = await completeUntilSettled(engine, request, settles);
  let from = 0;
  return new Map(
    sets.map((set) => {
      const own = generations.slice(from, (from += set.prompts.length));
      const divergences = own.flatMap(({ divergence }) => (divergence ? [divergence] : []));
      const read = readCompletions(context.checkpoint, own);
      const observation = observeSet(read, set, own, context.isDegenerate);
      const completed = {
        observation:
          set === context.data.test.forbidden ? withBeginnings(context, observation, own) : observation,
        completions: own.map(({ finish }, i) => ({
          text: read[i].text,
          unfinished: read[i].unfinished,
          finish,
        })),
        divergence: sumDivergences(divergences),
      };
      return [set, completed];
    }),
  );
}

/** The verdicts on what the completions begin with, beside those on the whole. */
function withBeginnings(
  context: MeasureContext,
  observation: SetObservation,
  generations: readonly Generation[],
): SetObservation {
  const lengths = answerLengths(context.newTokens(context.data.test.forbidden));
  if (lengths.length === 0) return observation;
  const read = completionReader(context.checkpoint);
  return {
    ...observation,
    byLength: verdictsByLength(generations, lengths, read, context.isDegenerate),
  };
}
