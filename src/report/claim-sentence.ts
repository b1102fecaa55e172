import type { ClaimResult } from '../results/results.ts';

const SENTENCES: Readonly<Record<ClaimResult['number'], string>> = {
  1: 'Optimal transport (pca-ot) succeeds more often than directional ablation (rfa) and activation transport (linear-act), at comparable perplexity.',
  2: 'Optimal transport (pca-ot) breaks the refusal of the models that it is tried on.',
  3: 'Steering one or two layers at 40–60% depth succeeds more often than steering every layer.',
  4: 'Matching the covariance as well as the mean raises attack success.',
};

/** A claim of the paper as a sentence for readers; results.json keeps its own words for it. */
export const claimSentence = ({ number }: Pick<ClaimResult, 'number'>): string => SENTENCES[number];
