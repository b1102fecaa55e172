/** Attacks that robustness is measured against: pca-ot over relative depths, ranks and strengths, or every arm. */
export type AttackSet = 'grid' | 'everything';
