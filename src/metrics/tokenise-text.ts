/** A text's own tokens and the tokenizer's prefix before it. */
export interface TokenisedText {
  readonly prefix: readonly number[];
  readonly tokens: readonly number[];
}

/**
 * Splits off the special tokens that a tokenizer puts around a text (a leading BOS, mostly; trailing ones are dropped). Where
 * the text's own tokens depend on them, all of it counts as text.
 */
export function tokeniseText(
  tokenizer: { encode(text: string, options: { readonly addSpecialTokens: boolean }): number[] },
  text: string,
): TokenisedText {
  const tokens = tokenizer.encode(text, { addSpecialTokens: false });
  const whole = tokenizer.encode(text, { addSpecialTokens: true });
  for (let at = 0; at + tokens.length <= whole.length; at++)
    if (tokens.every((token, i) => token === whole[at + i])) return { prefix: whole.slice(0, at), tokens };
  return { prefix: [], tokens: whole };
}
