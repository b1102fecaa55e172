import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadChatTemplate } from '../../src/checkpoint/chat-template.ts';
import { loadTokenizer } from '../../src/checkpoint/model-tokenizer.ts';
import type { ChatMessage } from '../../src/prompts/chat-message.ts';

/** What the Python libraries make of look-alikes of published tokenizers and templates (make-goldens.py). */
interface Expected {
  readonly texts?: readonly {
    readonly text: string;
    readonly ids: readonly number[];
    readonly with_special: readonly number[];
    readonly decoded: string;
    readonly skipped: string;
  }[];
  readonly conversations: readonly {
    readonly messages: readonly ChatMessage[];
    readonly add_generation_prompt: boolean;
    readonly text?: string;
    readonly ids?: readonly number[];
    readonly refused?: string;
  }[];
}

const GOLDENS = 'test/goldens/tokenizers';
/** llama32 has the tokenizer of llama31. */
const FORMS = ['llama2', 'mistral', 'llama31', 'llama32', 'qwen25', 'qwen3'];
/** What the templates' clock was at in make-goldens.py. */
const NOW = new Date(Date.UTC(2026, 1, 3, 4, 5, 6));

const folderOf = (form: string): string => join(GOLDENS, form);
const tokenizerOf = (form: string) => loadTokenizer(folderOf(form === 'llama32' ? 'llama31' : form));
const expectedOf = (form: string): Expected =>
  JSON.parse(readFileSync(join(folderOf(form), 'expected.json'), 'utf8'));

describe.each(FORMS)('a tokenizer and template of the form %s', (form) => {
  const { texts = [], conversations } = expectedOf(form);
  const tokenizer = tokenizerOf(form);
  const template = loadChatTemplate(folderOf(form));

  it('gives the same token ids, without and with special tokens', () => {
    const found = texts.map(({ text }) => ({
      text,
      ids: tokenizer.encode(text, { addSpecialTokens: false }),
      with_special: tokenizer.encode(text, { addSpecialTokens: true }),
    }));
    expect(found).toEqual(texts.map(({ text, ids, with_special }) => ({ text, ids, with_special })));
  });

  it('reads token ids back alike', () => {
    const found = texts.map(({ text, with_special }) => ({
      text,
      decoded: tokenizer.decode(with_special, { skipSpecialTokens: false }),
      skipped: tokenizer.decode(with_special, { skipSpecialTokens: true }),
    }));
    expect(found).toEqual(texts.map(({ text, decoded, skipped }) => ({ text, decoded, skipped })));
  });

  it('renders conversations to the same text and tokens, and refuses the same', () => {
    const found = conversations.map(({ messages, add_generation_prompt: addGenerationPrompt }) => {
      try {
        const text = template.render(messages, { addGenerationPrompt, now: NOW });
        return { text, ids: tokenizer.encode(text, { addSpecialTokens: false }) };
      } catch {
        return { refused: true };
      }
    });
    expect(found).toEqual(
      conversations.map(({ text, ids, refused }) => (refused ? { refused: true } : { text, ids })),
    );
  });
});
