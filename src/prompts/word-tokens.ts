/**
 * The distinct words of a text, lower-cased: runs of letters, marks and digits of any script. A text without a word is
 * its own only token, so that two such texts are alike only where they are equal.
 */
export function wordTokens(text: string): Set<string> {
  const words = text
    .normalize('NFKC')
    .toLowerCase()
    .match(/[\p{L}\p{M}\p{N}]+/gu);
  return new Set(words ?? [text.trim()]);
}
