/** Signs of broken text, each a share in [0, 1]. */
export interface TextShares {
  /** Share of the words in the longest stretch in which a block of 1 … 64 words follows itself at least twice. */
  readonly wordLoop: number;
  /** Share of the characters in the longest stretch in which a block of 1 … 8 characters follows itself at least seven times. */
  readonly characterLoop: number;
  /** Share of the four-word sequences that occurred before; 0 in texts of fewer than 24 words. */
  readonly repeatedFourGrams: number;
  /** Share of the non-space characters that are neither letter nor digit. */
  readonly nonLetters: number;
  /** Share of the letters in another script than the expected one. */
  readonly foreignLetters: number;
}

/** Shares above which a text counts as broken, before calibration. */
export const SHARE_LIMITS: TextShares = {
  wordLoop: 0.3,
  characterLoop: 0.3,
  repeatedFourGrams: 0.5,
  nonLetters: 0.5,
  foreignLetters: 0.3,
};

/** Scripts by their Unicode names; Chinese and Japanese text mixes the ones of its group. */
export const SCRIPTS = {
  Latin: /\p{Script=Latin}/u,
  Cyrillic: /\p{Script=Cyrillic}/u,
  Greek: /\p{Script=Greek}/u,
  Arabic: /\p{Script=Arabic}/u,
  Hebrew: /\p{Script=Hebrew}/u,
  Devanagari: /\p{Script=Devanagari}/u,
  Thai: /\p{Script=Thai}/u,
  Hangul: /\p{Script=Hangul}/u,
  EastAsian: /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u,
} as const;
export type ScriptName = keyof typeof SCRIPTS;

/** A letter of a script written without spaces, a run of letters and digits, or any other visible character. */
const WORDS =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]|[\p{L}\p{M}\p{N}]+|[^\s\p{L}\p{M}\p{N}]/gu;
const LONGEST_WORD_LOOP = 64;
const LONGEST_CHARACTER_LOOP = 8;
const FEWEST_WORDS = 24;

export function textShares(text: string, script: ScriptName): TextShares {
  const words = text.toLowerCase().match(WORDS) ?? [];
  const visible = [...text.replace(/\s+/gu, '')];
  const letters = visible.filter((character) => /\p{L}/u.test(character));
  const spelling = visible.filter((character) => /[\p{L}\p{M}\p{N}]/u.test(character)).length;
  const foreign = letters.filter((letter) => !SCRIPTS[script].test(letter)).length;
  return {
    wordLoop: loopShare(words, LONGEST_WORD_LOOP, 3),
    characterLoop: loopShare(visible, LONGEST_CHARACTER_LOOP, 8),
    repeatedFourGrams: words.length < FEWEST_WORDS ? 0 : repeatedShare(words, 4),
    nonLetters: visible.length === 0 ? 1 : 1 - spelling / visible.length,
    foreignLetters: letters.length === 0 ? 0 : foreign / letters.length,
  };
}

/** The largest share that exceeds its limit most: above 1 the text is broken. Infinity for a text without letter or digit. */
export function textSeverity(text: string, script: ScriptName): number {
  if (!/[\p{L}\p{N}]/u.test(text)) return Number.POSITIVE_INFINITY;
  const shares = textShares(text, script);
  return Math.max(
    ...Object.entries(shares).map(([name, share]) => share / SHARE_LIMITS[name as keyof TextShares]),
  );
}

/** The script of most letters over all texts; Latin if they have no letters. */
export function dominantScript(texts: readonly string[]): ScriptName {
  const counts = new Map<ScriptName, number>();
  for (const text of texts)
    for (const character of text)
      for (const [name, pattern] of Object.entries(SCRIPTS))
        if (pattern.test(character))
          counts.set(name as ScriptName, (counts.get(name as ScriptName) ?? 0) + 1);
  return [...counts].reduce<[ScriptName, number]>(
    (best, entry) => (entry[1] > best[1] ? entry : best),
    ['Latin', 0],
  )[0];
}

/** Share of `items` in the longest stretch with period 1 … `longest` that holds at least `copies` of its block. */
function loopShare(items: readonly string[], longest: number, copies: number): number {
  let best = 0;
  for (let period = 1; period <= longest && period * copies <= items.length; period++) {
    let run = 0;
    for (let i = period; i < items.length; i++) {
      run = items[i] === items[i - period] ? run + 1 : 0;
      if (run >= period * (copies - 1)) best = Math.max(best, run + period);
    }
  }
  return items.length === 0 ? 0 : best / items.length;
}

function repeatedShare(words: readonly string[], size: number): number {
  const seen = new Set<string>();
  const total = words.length - size + 1;
  for (let i = 0; i < total; i++) seen.add(words.slice(i, i + size).join('\u0000'));
  return 1 - seen.size / total;
}
