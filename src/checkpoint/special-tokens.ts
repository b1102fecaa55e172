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

const LLAMA = { bos_token: '<s>', eos_token: '</s>', unk_token: '<unk>' };
const END_OF_TEXT = '<|endoftext|>';

/** The tokens that a tokenizer's class supplies where the field is absent; null removes one. */
const OF_CLASS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  LlamaTokenizer: LLAMA,
  CodeLlamaTokenizer: LLAMA,
  Qwen2Tokenizer: { eos_token: END_OF_TEXT, unk_token: END_OF_TEXT, pad_token: END_OF_TEXT },
  GPT2Tokenizer: { bos_token: END_OF_TEXT, eos_token: END_OF_TEXT, unk_token: END_OF_TEXT },
};

/**
 * The special tokens' texts by name: `{ bos_token: '<s>', … }`, with what the tokenizer's class supplies and the further ones that the
 * file names (`image_token`, the members of a mapping `extra_special_tokens`). A token may be written as its text or as an object with
 * `content`; null ones are left out.
 */
export function specialTokens(config: TokenizerConfigJson): Record<string, string> {
  const ofClass = OF_CLASS[String(config.tokenizer_class).replace(/Fast$/, '')] ?? {};
  const { extra_special_tokens: extra } = config;
  const further = typeof extra === 'object' && extra !== null && !Array.isArray(extra) ? extra : {};
  const names = [
    ...SPECIAL_TOKENS,
    ...Object.keys(config).filter((name) => name.endsWith('_token') && !SPECIAL_TOKENS.includes(name)),
  ];
  const tokens: Record<string, string> = {};
  for (const [name, value] of [
    ...names.map((each): [string, unknown] => [
      each,
      config[each] === undefined ? ofClass[each] : config[each],
    ]),
    ...Object.entries(further),
  ]) {
    const text =
      typeof value === 'object' && value !== null ? (value as { content?: unknown }).content : value;
    if (typeof text === 'string') tokens[name] = text;
  }
  return tokens;
}
