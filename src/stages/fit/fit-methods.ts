import { METHODS, type MethodName } from '../../methods/methods.ts';

export type FitMethod = MethodName;

/** Methods of `fit`. */
export const FIT_METHODS: readonly FitMethod[] = METHODS.map(({ name }) => name);

/** Methods that act at all layers, whatever site their directions come from. */
export const EVERYWHERE_METHODS: readonly FitMethod[] = METHODS.filter(
  ({ actsEverywhere }) => actsEverywhere,
).map(({ name }) => name);

/** Methods whose map at one site depends on activations there, so that earlier maps change the fit. */
export const REFITTABLE_METHODS: readonly FitMethod[] = METHODS.filter(({ refittable }) => refittable).map(
  ({ name }) => name,
);
