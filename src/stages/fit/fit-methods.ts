/** Methods that `fit` knows. */
export const FIT_METHODS = [
  'pca-ot',
  'mean-shift',
  'act-add',
  'mean-act',
  'gaussian-act',
  'linear-act',
  'ace',
  'leace',
  'rfa',
  'som',
  'identity',
] as const;
export type FitMethod = (typeof FIT_METHODS)[number];

/** Methods that act at all layers whatever site their directions come from. */
export const EVERYWHERE_METHODS: readonly FitMethod[] = ['rfa', 'som'];

/** Methods whose map at one site depends on activations there, so that earlier maps change what they would fit. */
export const REFITTABLE_METHODS: readonly FitMethod[] = FIT_METHODS.filter(
  (method) => method !== 'identity' && !EVERYWHERE_METHODS.includes(method),
);
