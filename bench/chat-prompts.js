/**
 * Token ids of chat prompts as a template renders them: 24 tokens before the instruction (as in Qwen2.5's template with its default system
 * prompt), 6 to 30 tokens of instruction (mean 18; the public request sets have 10 to 20), 5 tokens after it. Ids are random: time
 * does not depend on them.
 */
export const PREFIX_TOKENS = 24;
export const SUFFIX_TOKENS = 5;

export function chatPrompts(count, vocabularySize, seed = 1) {
  const next = generator(seed);
  // The first thousand ids are skipped: special tokens are among them.
  const draw = (length) => Array.from({ length }, () => 1000 + Math.floor(next() * (vocabularySize - 2000)));
  const [prefix, suffix] = [draw(PREFIX_TOKENS), draw(SUFFIX_TOKENS)];
  return Array.from({ length: count }, () => {
    const tokens = [...prefix, ...draw(6 + Math.floor(next() * 25)), ...suffix];
    return { tokens, promptLength: tokens.length };
  });
}

/** Numbers in [0, 1), the same for the same seed. */
export function generator(seed) {
  let state = (seed * 0x9e3779b1) >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}
