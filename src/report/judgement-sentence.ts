import { formatProbability } from '../wording/format-probability.ts';

/**
 * What may be said of a Gaussian map at one site, for readers: the sentence that results.json holds, with its p-values written from
 * the numbers beside it.
 */
export function judgementSentence({
  gaussianMap,
  gaussianity,
}: {
  readonly gaussianMap: { readonly p: number; readonly sentence: string };
  readonly gaussianity: { readonly smallestAdjusted: number | null };
}): string {
  const values = [gaussianMap.p, gaussianity.smallestAdjusted];
  return inPlainWords(gaussianMap.sentence).replace(/\bp [=<] \d[\d.]*\d/g, (text) => {
    const value = values.shift();
    return value === undefined || value === null ? text : formatProbability(value);
  });
}

/** The words of results.json, which may not change, as a reader has them. */
const inPlainWords = (sentence: string): string =>
  sentence
    .replace('are still told from target rows', 'still differ from target rows')
    .replace(
      /Nothing was found against (a Gaussian map of rank \d+ here)(?:: [^()]*)? (\([^)]*\))\.(?: This does not show that .* and says nothing of the dimensions that it leaves alone\.)?/,
      'The test does not reject $1 $2; it does not confirm one, and says nothing of the dimensions that the map leaves alone.',
    );
