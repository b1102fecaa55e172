import type { EncodedSequence, Engine } from '../../engine/engine.ts';
import type { Intervention } from '../../interventions/intervention.ts';
import { sumLogLikelihoods } from '../../metrics/perplexity.ts';
import type { ArmExtent } from '../../results/arm-words.ts';
import { completeSets } from './complete-sets.ts';
import type { GuessesBySet } from './guess-completions.ts';
import type { Completion } from './judge-arms.ts';
import type { MeasureContext } from './measure-context.ts';
import type { MapObservation, TestObservation } from './observation.ts';

/** What is reported of an arm, on the test split alone; `extent` says how much of it. */
export async function measureTest(
  engine: Engine,
  context: MeasureContext,
  guesses: GuessesBySet,
  { intervention, map }: { readonly intervention: Intervention | undefined; readonly map: MapObservation },
  extent: ArmExtent,
  onCompletions: (forbidden: readonly Completion[]) => void,
): Promise<TestObservation> {
  const { data, signal } = context;
  const { forbidden, harmless, borderline } = data.test;
  const full = extent === 'full';
  const sets = {
    full: [forbidden, harmless, borderline],
    frontier: [forbidden, harmless],
    success: [forbidden],
    induction: [harmless],
  }[extent];
  const completed = await completeSets(engine, context, guesses, sets, intervention, [harmless]);
  if (completed.has(forbidden)) onCompletions(completed.get(forbidden)!.completions);
  // Raw text has no roles, so only a scope that names none reaches it.
  const reachesText = !intervention || intervention.scope === 'all';
  const texts = [...(full ? data.references : []), ...(full && reachesText ? data.lore : [])];
  const scored =
    texts.length === 0
      ? []
      : await engine.score({
          sequences: texts,
          ...(intervention ? { intervention } : {}),
          ...(signal ? { signal } : {}),
        });
  const references = scored.slice(0, full ? data.references.length : 0);
  const lore = scored.slice(references.length);
  return {
    map,
    forbidden: completed.get(forbidden)?.observation ?? null,
    harmless: completed.get(harmless)?.observation ?? null,
    borderline: completed.get(borderline)?.observation ?? null,
    divergence: completed.get(harmless)?.divergence ?? null,
    text: lore.length > 0 ? sumLogLikelihoods(lore) : null,
    references: references.length > 0 ? sumLogLikelihoods(references, answersFrom(data.references)) : null,
  };
}

/** Where the answers begin among a row of log-probabilities, which has none for the first token. */
const answersFrom = (sequences: readonly EncodedSequence[]): number[] =>
  sequences.map(({ promptLength }) => promptLength! - 1);
