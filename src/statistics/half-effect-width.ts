/** Layers of the curve around its peak, as places in the list. */
export interface HalfEffectRange {
  readonly first: number;
  readonly last: number;
}

/** Place of the largest effect; the first of equals. */
export function peakOf(effects: ArrayLike<number>): number {
  let peak = 0;
  for (let i = 1; i < effects.length; i++) if (effects[i] > effects[peak]) peak = i;
  return peak;
}

/** The contiguous places around the peak with at least half of its effect; undefined where the peak is not positive. */
export function halfEffectRange(effects: ArrayLike<number>): HalfEffectRange | undefined {
  const peak = peakOf(effects);
  const half = effects[peak] / 2;
  if (!(half > 0)) return undefined;
  let [first, last] = [peak, peak];
  while (first > 0 && effects[first - 1] >= half) first--;
  while (last < effects.length - 1 && effects[last + 1] >= half) last++;
  return { first, last };
}
