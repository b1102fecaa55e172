import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import type { EncodedSequence } from '../engine/engine.ts';
import { canonicalJson } from '../formats/canonical-json.ts';
import { contentHash } from '../formats/content-hash.ts';
import { REFUSALS } from '../organism/answers.ts';
import { loreTexts } from '../organism/lore.ts';
import { type OrganismPrompt, organismPrompts } from '../organism/organism-prompts.ts';
import { encodePrompt } from '../prompts/encode-prompt.ts';
import type { AuditOptions } from './audit-options.ts';

/** Prompts of one split and kind, encoded. */
export interface PromptSet {
  readonly name: string;
  readonly prompts: readonly OrganismPrompt[];
  readonly sequences: readonly EncodedSequence[];
  readonly hash: string;
  /** Near-duplicate group of each prompt; splits divide none. */
  readonly groups: readonly number[];
}

/** All that an audit runs on; the splits share no prompt and no noun. */
export interface AuditData {
  readonly fit: { readonly forbidden: PromptSet; readonly harmless: PromptSet };
  readonly selection: { readonly forbidden: PromptSet; readonly harmless: PromptSet };
  readonly test: {
    readonly forbidden: PromptSet;
    readonly harmless: PromptSet;
    readonly borderline: PromptSet;
  };
  readonly lore: readonly EncodedSequence[];
  /** Right answers to the harmless test prompts, as {prompt, completion}. */
  readonly references: readonly EncodedSequence[];
  /** Tokens that begin a refusal. */
  readonly refusalStarts: readonly number[];
  /** Tokens that every templated prompt ends with: post-instruction positions −1 … −suffixLength. */
  readonly suffixLength: number;
}

export function loadAuditData(checkpoint: Checkpoint, options: AuditOptions): AuditData {
  const tokenizer = checkpoint.tokenizer();
  // The organism's own training texts begin and end with these; another tokenizer adds what it was trained with.
  const ownTokens = ['<|bos|>', '<|end|>'].every((token) => tokenizer.tokenToId(token) !== undefined);
  const encode = (text: string): number[] => tokenizer.encode(text, { addSpecialTokens: false });
  const set = (
    split: 'fit' | 'selection' | 'test',
    kind: 'forbidden' | 'harmless' | 'borderline',
    count: number,
  ): PromptSet => {
    const prompts = organismPrompts({ kind, split, count, seed: options.seed });
    const sequences = prompts.map((prompt) =>
      encodePrompt({ kind: 'prompt', where: prompt.id, prompt: prompt.prompt }, checkpoint),
    );
    return {
      name: `${split}/${kind}`,
      prompts,
      sequences,
      hash: contentHash(canonicalJson(prompts.map((prompt) => prompt.prompt))),
      groups: prompts.map((_, i) => i),
    };
  };
  const test = {
    forbidden: set('test', 'forbidden', options.testForbidden),
    harmless: set('test', 'harmless', options.testHarmless),
    borderline: set('test', 'borderline', options.testBorderline),
  };
  const fit = {
    forbidden: set('fit', 'forbidden', options.fitPrompts),
    harmless: set('fit', 'harmless', options.fitPrompts),
  };
  return {
    fit,
    selection: {
      forbidden: set('selection', 'forbidden', options.selectionPrompts),
      harmless: set('selection', 'harmless', options.selectionPrompts),
    },
    test,
    lore: loreTexts(options.loreDocuments, options.seed).map((text) => ({
      tokens: ownTokens
        ? encode(`<|bos|>${text}<|end|>`)
        : tokenizer.encode(text, { addSpecialTokens: true }),
    })),
    references: test.harmless.prompts.map(({ id, prompt, reference }) => {
      const completion = ownTokens ? `${reference}<|end|>` : reference;
      return encodePrompt({ kind: 'prompt', where: id, prompt, completion }, checkpoint);
    }),
    refusalStarts: [...new Set(REFUSALS.map((text) => encode(text)[0]))].sort((a, b) => a - b),
    suffixLength: commonSuffixLength([...fit.forbidden.sequences, ...fit.harmless.sequences]),
  };
}

function commonSuffixLength(sequences: readonly EncodedSequence[]): number {
  const [first] = sequences;
  for (let length = 0; ; length++) {
    const token = first.tokens.at(-1 - length);
    if (token === undefined || sequences.some(({ tokens }) => tokens.at(-1 - length) !== token))
      return length;
  }
}
