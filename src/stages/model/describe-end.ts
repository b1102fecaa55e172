import type { Checkpoint } from '../../checkpoint/checkpoint.ts';
import type { GenerationPrompt } from '../../checkpoint/generation-prompt.ts';
import { generationPrompt, templateThinking } from '../../checkpoint/template-thinking.ts';

/** How every templated prompt of a model ends, and which token is its last. */
export function describeEnd(checkpoint: Checkpoint): GenerationPrompt {
  const template = checkpoint.chatTemplate();
  const text = generationPrompt(template);
  const tokenizer = checkpoint.tokenizer();
  const last = tokenizer.encode(text, { addSpecialTokens: false }).slice(-1);
  return {
    end: templateThinking(template).end,
    text,
    last: last.length === 0 ? '' : tokenizer.decode(last, { skipSpecialTokens: false }),
  };
}
