import { wordTokens } from './word-tokens.ts';

/** Texts of which no two have the same words, and the place of every text's words among them. */
export interface DistinctTexts {
  readonly texts: readonly string[];
  readonly placeOf: readonly number[];
}

/** Takes texts of the same words as one: a file of copies would make every pair of them a near-duplicate pair. */
export function distinctTexts(all: readonly string[]): DistinctTexts {
  const places = new Map<string, number>();
  const texts: string[] = [];
  const placeOf = all.map((text) => {
    const words = [...wordTokens(text)].sort().join(' ');
    const place = places.get(words) ?? texts.push(text) - 1;
    places.set(words, place);
    return place;
  });
  return { texts, placeOf };
}
