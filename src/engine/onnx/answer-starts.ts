import { answerStart } from '../../interventions/answer-start.ts';
import type { Intervention } from '../../interventions/intervention.ts';
import type { EncodedSequence } from '../engine.ts';
import type { ForwardInput } from './decoder.ts';

/** Where the answers of these sequences begin, as far as the intervention's token scope asks. */
export function answerStartsOf(
  sequences: readonly EncodedSequence[],
  intervention: Intervention | undefined,
): Pick<ForwardInput, 'answerStarts'> {
  const thought = intervention?.scope === 'answer' ? intervention.thought : undefined;
  if (!thought) return {};
  return {
    answerStarts: sequences.map(({ tokens, promptLength }) =>
      promptLength === undefined ? undefined : answerStart(tokens, promptLength, thought),
    ),
  };
}
