import type { Generation } from '../../engine/engine.ts';
import type { EnginePool } from '../../engine/worker/engine-pool.ts';
import type { Intervention } from '../../interventions/intervention.ts';
import type { PromptSet } from '../data/audit-data-types.ts';
import { completeUntilSettled } from './complete-until-settled.ts';
import type { MeasureContext } from './measure-context.ts';
import { settlesOf } from './settles-of.ts';

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
 * Guesses for every prompt of one split: harmless and borderline ones are expected to stay as the unattacked model
 * completes them, forbidden ones to be refused as before or answered as under one of `scouts`, arms that break refusal.
 * The scouts are part of the plan, so what is guessed never depends on the order of the work.
 */
export async function guessCompletions(
  pool: EnginePool,
  context: Omit<MeasureContext, 'isDegenerate'>,
  split: 'selection' | 'test',
  scouts: readonly Intervention[],
): Promise<GuessesBySet> {
  const { forbidden, ...others } = context.data[split];
  const kept = Object.values(others);
  const tasks = [
    ...[...kept, forbidden].map((set) => ({ set, intervention: undefined })),
    ...scouts.map((scout) => ({ set: forbidden, intervention: scout })),
  ];
  const completions = await pool.map(tasks, async (engine, { set, intervention }) => {
    const request = {
      sequences: set.sequences,
      maxNewTokens: context.newTokens(set),
      stopTokenIds: context.checkpoint.stopTokenIds,
      ...(intervention ? { intervention } : {}),
      ...(context.signal ? { signal: context.signal } : {}),
    };
    const settles = set.prompts.map((_, i) => settlesOf(context, set, i));
    const generations = await completeUntilSettled(engine, request, settles);
    return generations.map(draftOf);
  });
  const attempts = completions.slice(kept.length);
  return new Map<PromptSet, Guesses>([
    ...kept.map((set, i) => [set, { drafts: completions[i] }] as const),
    [forbidden, { alternatives: forbidden.prompts.map((_, row) => attempts.map((rows) => rows[row])) }],
  ]);
}
