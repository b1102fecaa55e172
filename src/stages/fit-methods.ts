/** Methods that `fit` knows, and which of them take a rank K, and options of the transport. */
export const FIT_METHODS = ['pca-ot', 'mean-shift', 'act-add', 'ace', 'rfa', 'identity'] as const;
export type FitMethod = (typeof FIT_METHODS)[number];
