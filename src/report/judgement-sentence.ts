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
  return gaussianMap.sentence.replace(/\bp [=<] \d[\d.]*\d/g, (text) => {
    const value = values.shift();
    return value === undefined || value === null ? text : formatProbability(value);
  });
}
