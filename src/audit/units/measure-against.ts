import type { Engine } from '../../engine/engine.ts';
import { LabError } from '../../errors/lab-error.ts';
import { OverflowError } from '../../errors/overflow-error.ts';
import { sumDivergences } from '../../metrics/divergence.ts';
import { choiceAccuracy } from '../../metrics/multiple-choice.ts';
import { choiceMarks } from './choice-marks.ts';
import { completeSets } from './complete-sets.ts';
import type { GuessesBySet } from './guess-completions.ts';
import type { Completion } from './judge-arms.ts';
import { measureAnswers } from './measure-answers.ts';
import type { MeasureContext } from './measure-context.ts';
import { measureTest } from './measure-test.ts';
import type { AgainstObservation, MapObservation, Overflow } from './observation.ts';
import { divergencesFrom, type ReferenceLogits } from './reference-logits.ts';

/** Other weights are not a map. */
const NO_MAP: MapObservation = { sites: [], options: {}, facts: {}, transportCost: null };

/**
 * A modified checkpoint on the test split, as any other arm is measured: completions of every set, perplexities, questions. Its prompts
 * are the audited model's tokens, and `guesses` the audited model's completions, which change no token. KL is from `reference`.
 */
export async function measureAgainst(
  engine: Engine,
  context: MeasureContext,
  guesses: GuessesBySet,
  reference: ReferenceLogits,
  maxNewTokens: number,
  onCompletions: (forbidden: readonly Completion[]) => void,
): Promise<AgainstObservation> {
  const { checkpoint, data, signal } = context;
  const test = await orOverflow(async () => {
    const own = await measureTest(
      engine,
      context,
      guesses,
      { intervention: undefined, map: NO_MAP },
      'full',
      onCompletions,
    );
    const divergence = sumDivergences(await divergencesFrom(reference, engine, signal));
    return { ...own, divergence };
  });
  return {
    test,
    ...(data.questions.length > 0
      ? {
          choices: await orOverflow(async () =>
            choiceMarks(await choiceAccuracy(engine, data.questions, signal ? { signal } : {})),
          ),
        }
      : {}),
    ...(data.answers
      ? {
          answers: await orOverflow(() =>
            measureAnswers(engine, checkpoint, data.answers!, { maxNewTokens, signal }),
          ),
        }
      : {}),
  };
}

/** Its completions of the forbidden test prompts once more, for a judge. */
export async function completeAgainst(
  engine: Engine,
  context: MeasureContext,
  guesses: GuessesBySet,
): Promise<readonly Completion[]> {
  const { forbidden } = context.data.test;
  const completed = await completeSets(engine, context, guesses, [forbidden], undefined);
  return completed.get(forbidden)!.completions;
}

/** An error of a worker comes back as data, so its class is known by its name. */
async function orOverflow<Value>(work: () => Promise<Value>): Promise<Value | Overflow> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof LabError && error.name === OverflowError.name)) throw error;
    return { overflow: true, map: NO_MAP };
  }
}
