import type { Checkpoint } from '../../checkpoint/checkpoint.ts';
import { MissingChatTemplateError } from '../../checkpoint/missing-chat-template-error.ts';
import { type PromptEnd, templateThinking } from '../../checkpoint/template-thinking.ts';
import type { ThoughtTokens } from '../../interventions/answer-start.ts';

/** How a model's completions hold thoughts. */
export interface ModelThoughts {
  readonly marks: ThoughtTokens;
  readonly end: PromptEnd;
}

const known = new WeakMap<Checkpoint, { readonly value: ModelThoughts | undefined }>();

/** The marks of thoughts as tokens, and how prompts end; undefined where the chat template knows no thoughts, or there is none. */
export function modelThoughts(checkpoint: Checkpoint): ModelThoughts | undefined {
  let held = known.get(checkpoint);
  if (!held) known.set(checkpoint, (held = { value: thoughtsOf(checkpoint) }));
  return held.value;
}

function thoughtsOf(checkpoint: Checkpoint): ModelThoughts | undefined {
  const thinking = thinkingOf(checkpoint);
  if (!thinking?.marks) return undefined;
  const encode = (text: string): number[] => checkpoint.tokenizer().encode(text, { addSpecialTokens: false });
  const { open, close } = thinking.marks;
  return { marks: { open: encode(open), close: encode(close) }, end: thinking.end };
}

function thinkingOf(checkpoint: Checkpoint) {
  try {
    return templateThinking(checkpoint.chatTemplate());
  } catch (error) {
    if (error instanceof MissingChatTemplateError) return undefined;
    throw error;
  }
}
