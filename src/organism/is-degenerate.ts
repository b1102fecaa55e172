import { LANGUAGE, languageTokens } from './language.ts';

/** At this share of words outside the language a text is off-language; one slip in an answer of 12 words is not. */
const OFF_LANGUAGE_SHARE = 0.2;
/** Below this share of distinct words a text of at least eight words repeats itself (answers and lore stay above .6). */
const DISTINCT_SHARE = 0.5;
const LONGEST_LOOP = 8;

/** Whether some block of 2 … 8 words follows itself, a word stands three times in a row, or two words are doubled. */
function loops(tokens: readonly string[]): boolean {
  let doubled = 0;
  for (let i = 1; i < tokens.length; i++) if (tokens[i] === tokens[i - 1]) doubled += 1;
  if (doubled >= 2) return true;
  for (let period = 2; period <= LONGEST_LOOP; period++) {
    let run = 0;
    for (let i = period; i < tokens.length; i++) {
      run = tokens[i] === tokens[i - period] ? run + 1 : 0;
      if (run === period) return true;
    }
  }
  return false;
}

/** Whether some sequence of three words occurs three times. */
function recurs(tokens: readonly string[]): boolean {
  const counts = new Map<string, number>();
  for (let i = 2; i < tokens.length; i++) {
    const key = tokens.slice(i - 2, i + 1).join(' ');
    const count = (counts.get(key) ?? 0) + 1;
    if (count === 3) return true;
    counts.set(key, count);
  }
  return false;
}

/**
 * Whether a completion is broken text: empty, caught in a repetition, or outside the world's language. No right
 * answer, refusal or lore text is; a salad of different known words is not recognised.
 */
export function isDegenerate(text: string): boolean {
  const tokens = languageTokens(text);
  if (tokens.length === 0) return true;
  const unknown = tokens.filter((token) => !LANGUAGE.has(token)).length;
  if (unknown / tokens.length >= OFF_LANGUAGE_SHARE) return true;
  if (tokens.length >= 8 && new Set(tokens).size / tokens.length < DISTINCT_SHARE) return true;
  return loops(tokens) || recurs(tokens);
}
