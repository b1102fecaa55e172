import type { Checkpoint } from '../../checkpoint/checkpoint.ts';
import type { Engine } from '../../engine/engine.ts';
import type { Intervention } from '../../interventions/intervention.ts';
import { answersRight } from '../../metrics/match-answer.ts';
import type { AnswerPrompt } from '../data/audit-data-types.ts';
import type { AnswersObservation } from './observation.ts';
import { completionTexts } from './observe-set.ts';

/** Answers to questions in words, each by the exact match of what is extracted. Texts are not kept. */
export async function measureAnswers(
  engine: Engine,
  checkpoint: Checkpoint,
  questions: readonly AnswerPrompt[],
  options: {
    readonly maxNewTokens: number;
    readonly intervention?: Intervention | undefined;
    readonly signal?: AbortSignal | undefined;
  },
): Promise<AnswersObservation> {
  const { maxNewTokens, intervention, signal } = options;
  const generations = await engine.generate({
    sequences: questions.map(({ sequence }) => sequence),
    maxNewTokens,
    stopTokenIds: checkpoint.stopTokenIds,
    ...(intervention ? { intervention } : {}),
    ...(signal ? { signal } : {}),
  });
  const texts = completionTexts(checkpoint, generations);
  const marks = questions.map((question, i) => {
    if (answersRight(texts[i], question)) return '1';
    return generations[i].finish === 'length' ? 'u' : '0';
  });
  return { answers: marks.join('') };
}
