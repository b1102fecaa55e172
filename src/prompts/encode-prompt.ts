import type { ChatMessage } from './chat-message.ts';
import { PromptError } from './prompt-error.ts';
import type { PromptRecord } from './prompt-record.ts';
import { TEMPLATE_DATE, templateTime } from './template-date.ts';

/** What encoding needs of a checkpoint. */
export interface PromptModel {
  readonly config: { readonly vocabularySize: number };
  readonly tokenizer: () => {
    encode(text: string, options: { readonly addSpecialTokens: boolean }): number[];
  };
  readonly chatTemplate: () => {
    render(
      messages: readonly ChatMessage[],
      options: { readonly addGenerationPrompt: boolean; readonly now?: Date },
    ): string;
  };
}

export interface EncodeOptions {
  /** A system turn before the prompt; raw text and token ids take none. */
  readonly system?: string;
  /** The date that a chat template sees; {@link TEMPLATE_DATE} by default, so that a prompt is the same on another day. */
  readonly now?: Date;
}

export interface EncodedPrompt {
  readonly tokens: number[];
  /** Number of tokens before the completion, generation suffix included; undefined for raw text, which has no roles. */
  readonly promptLength: number | undefined;
}

/**
 * A record → token ids of one sequence.
 *
 * A prompt goes through the chat template with its generation suffix, its completion is encoded on its own and
 * appended, with nothing after it; a text is encoded with the tokenizer's special tokens; ids are taken as they are.
 * Throws {@link PromptError} naming the record where nothing is left to run or an id is outside the vocabulary, and
 * what the tokenizer and the template throw.
 */
export function encodePrompt(
  record: PromptRecord,
  model: PromptModel,
  options: EncodeOptions = {},
): EncodedPrompt {
  const encoded = encode(record, model, options);
  if (encoded.tokens.length === 0) throw new PromptError(record.where, 'has no tokens');
  const { vocabularySize } = model.config;
  const index = encoded.tokens.findIndex((id) => !(Number.isInteger(id) && id >= 0 && id < vocabularySize));
  if (index >= 0) {
    const id = encoded.tokens[index];
    throw new PromptError(
      record.where,
      `token ${index} has id ${id}, but the model's vocabulary has ${vocabularySize} tokens (0 to ${vocabularySize - 1})`,
      record.kind === 'tokens'
        ? 'Were these ids made with another tokenizer?'
        : 'The tokenizer does not fit the weights.',
    );
  }
  return encoded;
}

function encode(record: PromptRecord, model: PromptModel, { system, now }: EncodeOptions): EncodedPrompt {
  switch (record.kind) {
    case 'tokens':
      return { tokens: [...record.inputIds], promptLength: undefined };
    case 'text':
      return {
        tokens: model.tokenizer().encode(record.text, { addSpecialTokens: true }),
        promptLength: undefined,
      };
    case 'prompt': {
      const messages: ChatMessage[] = [
        ...(system === undefined ? [] : [{ role: 'system', content: system } as const]),
        { role: 'user', content: record.prompt },
      ];
      const rendered = model
        .chatTemplate()
        .render(messages, { addGenerationPrompt: true, now: now ?? templateTime(TEMPLATE_DATE) });
      // Templates without a system turn skip it silently (content is trimmed by many).
      if (system !== undefined && !rendered.includes(system.trim()))
        throw new PromptError(
          record.where,
          "the model's chat template ignores the system prompt",
          'Leave it out.',
        );
      // The template writes the special tokens itself.
      const prompt = model.tokenizer().encode(rendered, { addSpecialTokens: false });
      const completion =
        record.completion === undefined
          ? []
          : model.tokenizer().encode(record.completion, { addSpecialTokens: false });
      return { tokens: [...prompt, ...completion], promptLength: prompt.length };
    }
  }
}
