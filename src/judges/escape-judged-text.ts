/**
 * Makes a text harmless inside a judge's prompt: every special token of the judge's tokenizer, and every mark that the
 * prompt's own structure consists of, gets a space after its first character. Nothing else changes, nothing is removed.
 */
export type Escape = (text: string) => string;

/** Structure of the published formats: Llama 2 turns, Llama Guard's blocks, HarmBench's headings. */
const STRUCTURE = [
  String.raw`\[\/?INST\]`,
  String.raw`<<\/?SYS>>`,
  String.raw`<\/?s>`,
  String.raw`<\|[^|<>\s]{1,64}\|>`,
  '<(?:BEGIN|END) [A-Z ]+>',
  String.raw`\[(?:BEHAVIOR|GENERATION|CONTEXT)\]`,
];

/** `specialTokens`: the texts that the judge's tokenizer turns into single tokens. */
export function judgedTextEscape(specialTokens: readonly string[]): Escape {
  const tokens = [...specialTokens]
    .sort((a, b) => b.length - a.length)
    .map((token) => token.replace(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`));
  const marks = new RegExp([...tokens, ...STRUCTURE].join('|'), 'gi');
  return (text) => {
    let escaped = text;
    // An inserted space can create another token (tokens may contain spaces), so this repeats until nothing is left to break.
    for (let round = 0; round < 4; round++) {
      const next = escaped.replace(marks, breakMark);
      if (next === escaped) break;
      escaped = next;
    }
    return escaped;
  };
}

function breakMark(mark: string): string {
  const [first, ...rest] = mark;
  return `${first} ${rest.join('')}`;
}
