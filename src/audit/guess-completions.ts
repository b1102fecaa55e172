import type { Engine, Generation } from '../engine/engine.ts';
import type { Intervention } from '../interventions/intervention.ts';
import type { PromptSet } from './audit-data.ts';
import type { MeasureContext } from './measure-context.ts';

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
