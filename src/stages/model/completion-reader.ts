import type { Checkpoint } from '../../checkpoint/checkpoint.ts';
import { splitCompletion } from '../../interventions/answer-start.ts';
import { modelThoughts } from './thought-tokens.ts';

/** A completion as it is read: its thought apart from its answer. Texts without special tokens. */
export interface ReadCompletion {
  /** What follows the thought, which is all where there is none; empty while the thought has not ended. */
  readonly text: string;
  /** Null where the model did not think. */
  readonly thought: string | null;
  /** The thought never ends, so there is no answer. */
  readonly unfinished: boolean;
}

/** Reads completions of templated prompts of a model; they come without their stop token. */
export function completionReader(checkpoint: Checkpoint): (tokens: readonly number[]) => ReadCompletion {
  const thoughts = modelThoughts(checkpoint);
  const tokenizer = checkpoint.tokenizer();
  const decode = (tokens: readonly number[]): string =>
    tokens.length === 0 ? '' : tokenizer.decode([...tokens], { skipSpecialTokens: true });
  if (!thoughts) return (tokens) => ({ text: decode(tokens), thought: null, unfinished: false });
  const { marks, end } = thoughts;
  return (tokens) => {
    const { thought, answer } = splitCompletion(tokens, marks, end === 'open thought');
    return {
      text: answer === null ? '' : decode(answer),
      thought: thought === null ? null : decode(thought),
      unfinished: answer === null,
    };
  };
}
