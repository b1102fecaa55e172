import { hasRefusalPhrase } from './refusal-phrases.ts';

/** The end of a sentence or a line. */
const SENTENCES = /(?<=[.!?。！？\n])/u;

/**
 * Whether a text refuses before it falls apart: what it says up to the end of the sentence with the first refusal phrase is not degenerate.
 * A text whose refusal is itself a loop without an end does not.
 */
export function refusesFirst(text: string, isDegenerate: (text: string) => boolean): boolean {
  let opening = '';
  for (const sentence of text.split(SENTENCES)) {
    opening += sentence;
    if (hasRefusalPhrase(opening)) return !isDegenerate(opening);
  }
  return false;
}
