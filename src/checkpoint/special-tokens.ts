/** tokenizer_config.json as it stands; its fields vary with the version of transformers that wrote it. */
export type TokenizerConfigJson = Readonly<Record<string, unknown>>;

const SPECIAL_TOKENS = [
  'bos_token',
  'eos_token',
  'unk_token',
  'pad_token',
  'sep_token',
  'cls_token',
  'mask_token',
];

/**
 * The special tokens' texts by name: `{ bos_token: '<s>', … }`. A token may be written as its text or as an object with
 * `content`; null and absent ones are left out.
 */
export function specialTokens(config: TokenizerConfigJson): Record<string, string> {
  const tokens: Record<string, string> = {};
  for (const name of SPECIAL_TOKENS) {
    const value = config[name];
    const text =
      typeof value === 'object' && value !== null ? (value as { content?: unknown }).content : value;
    if (typeof text === 'string') tokens[name] = text;
  }
  return tokens;
}
