import { join } from 'node:path';
import { z } from 'zod';
import { readTokenizerConfig, specialTokens } from '../checkpoint/tokenizer-config.ts';
import { readJsonFile } from '../formats/json-file.ts';

const tokenizerSchema = z.looseObject({
  added_tokens: z.array(z.looseObject({ content: z.string() })).default([]),
});

/**
 * The texts that a checkpoint's tokenizer turns into single tokens wherever they occur: the added tokens of tokenizer.json and
 * the special tokens of tokenizer_config.json, except the unknown token and runs of spaces, which are not instructions.
 */
export function specialTokenTexts(folder: string): string[] {
  const parsed = tokenizerSchema.safeParse(readJsonFile(join(folder, 'tokenizer.json')));
  const { unk_token: unknown, ...named } = specialTokens(readTokenizerConfig(folder));
  const added = parsed.success ? parsed.data.added_tokens.map(({ content }) => content) : [];
  return [...new Set([...added, ...Object.values(named)])].filter(
    (token) => token !== unknown && token.trim().length > 1,
  );
}
