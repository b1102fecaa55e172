import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import type { ModelTokenizer } from '../checkpoint/model-tokenizer.ts';
import type { EncodedSequence, Engine } from '../engine/engine.ts';
import { type Escape, judgedTextEscape } from './escape-judged-text.ts';
import type { JudgeDescription, JudgedItem, JudgeOptions } from './judge.ts';
import type { PromptFormat } from './prompt-format.ts';
import { specialTokenTexts } from './special-token-texts.ts';

/** A causal model that judges, in our own engine, with its prompt format and tokens. */
export interface JudgeModel {
  readonly engine: Engine;
  readonly tokenizer: ModelTokenizer;
  /** Texts that the tokenizer turns into single tokens. */
  readonly specialTokens: readonly string[];
  readonly stopTokenIds: readonly number[];
  /** Name, hashes. */
  readonly description: JudgeDescription;
}

export type JudgeReply = { readonly text: string } | { readonly problem: string };

/** Items per call of the engine: enough to batch by length, few enough to report progress. */
const CHUNK = 64;

export function judgeModelOf(
  checkpoint: Checkpoint,
  engine: Engine,
  description: JudgeDescription = {},
): JudgeModel {
  return {
    engine,
    tokenizer: checkpoint.tokenizer(),
    specialTokens: specialTokenTexts(checkpoint.folder),
    stopTokenIds: checkpoint.stopTokenIds,
    description: { name: checkpoint.name, ...description },
  };
}

/**
 * The model's greedy reply of at most `maxNewTokens` tokens to every item, without special tokens. An item has a problem
 * instead where its prompt is too long, cannot be spelt, or holds a special token that is not the format's own: a judged
 * text never gets to act as anything but text.
 */
export async function judgeReplies(
  model: JudgeModel,
  format: PromptFormat,
  items: readonly JudgedItem[],
  { maxNewTokens, signal, onProgress }: JudgeOptions & { readonly maxNewTokens: number },
): Promise<JudgeReply[]> {
  const encode = promptEncoder(model, format, maxNewTokens);
  const replies: JudgeReply[] = [];
  for (let start = 0; start < items.length; start += CHUNK) {
    signal?.throwIfAborted();
    const encoded = items.slice(start, start + CHUNK).map(encode);
    const sequences = encoded.filter((each): each is EncodedSequence => 'tokens' in each);
    const generations = sequences.length
      ? await model.engine.generate({
          sequences,
          maxNewTokens,
          stopTokenIds: model.stopTokenIds,
          ...(signal ? { signal } : {}),
        })
      : [];
    let next = 0;
    for (const each of encoded)
      replies.push(
        'problem' in each
          ? each
          : { text: model.tokenizer.decode(generations[next++].tokens, { skipSpecialTokens: true }) },
      );
    onProgress?.(replies.length);
  }
  return replies;
}

/** Item → tokens of its prompt, or the problem with it. */
export function promptEncoder(
  { engine, tokenizer, specialTokens }: Pick<JudgeModel, 'engine' | 'tokenizer' | 'specialTokens'>,
  format: PromptFormat,
  maxNewTokens: number,
): (item: JudgedItem) => EncodedSequence | { readonly problem: string } {
  const escapeText = judgedTextEscape(specialTokens);
  const specialIds = new Set(
    specialTokens.map((token) => tokenizer.tokenToId(token)).filter((id) => id !== undefined),
  );
  const { maxPositions, vocabularySize } = engine.config;
  const limit = maxPositions - maxNewTokens;
  const encode = (text: string) => tokenizer.encode(text, { addSpecialTokens: format.addSpecialTokens });
  const specials = (tokens: readonly number[]) => tokens.filter((id) => specialIds.has(id)).join();
  const ownSpecials = specials(encode(format.render({ prompt: '', completion: '' })));
  return (item) => {
    let tokens: number[];
    try {
      tokens = encode(format.render(escapedFields(item, escapeText, tokenizer, format.maxCompletionTokens)));
    } catch {
      // The tokenizer's own message quotes the text.
      return { problem: "the judge's tokenizer cannot spell the text" };
    }
    if (specials(tokens) !== ownSpecials)
      return { problem: 'the judged text would become special tokens of the judge' };
    if (tokens.some((id) => id >= vocabularySize))
      return { problem: "the judge's tokenizer does not fit its weights" };
    if (tokens.length > limit) return { problem: 'the prompt is too long for the judge' };
    return { tokens, promptLength: tokens.length };
  };
}

function escapedFields(
  { prompt, completion, context }: JudgedItem,
  escapeText: Escape,
  tokenizer: ModelTokenizer,
  maxCompletionTokens: number | undefined,
) {
  return {
    prompt: escapeText(prompt),
    completion: clip(escapeText(completion), tokenizer, maxCompletionTokens, escapeText),
    ...(context === undefined ? {} : { context: escapeText(context) }),
  };
}

function clip(text: string, tokenizer: ModelTokenizer, most: number | undefined, escapeText: Escape): string {
  // A token spells at least a byte, and a beginning-of-text token counts.
  if (most === undefined || Buffer.byteLength(text) < most) return text;
  const tokens = tokenizer.encode(text, { addSpecialTokens: true });
  if (tokens.length <= most) return text;
  // Decoding may join what escaping had put apart.
  return escapeText(tokenizer.decode(tokens.slice(0, most), { skipSpecialTokens: true }));
}
