import { SIGNIFICANCE } from './conclude-paired.ts';
import { signFlipTest } from './sign-flip.ts';

/** The claim of the paper under test: refusal is localised at 40–60% of the depth. */
export const CLAIMED_DEPTHS = [0.4, 0.6] as const;
const ROUNDING = 1e-9;

export interface DepthClaim {
  /** Best mean effect of a layer inside 40–60% depth minus that of the best layer outside. */
  readonly difference: number;
  /** Bias-corrected bootstrap 95% interval. A maximum over nearly equal layers makes it too narrow: p decides, not this. */
  readonly interval: readonly [number, number];
  readonly inside: number;
  readonly layers: number;
  /** inside/layers: the probability that a peak at a random layer lies inside. */
  readonly chanceShare: number;
  /** p that a layer inside beats all outside; see {@link depthClaimP}. */
  readonly pSupported: number;
  /** p that a layer outside beats all inside. */
  readonly pContradicted: number;
  /** `supported`, `contradicted`: the p above is below .05. */
  readonly conclusion: 'supported' | 'contradicted' | 'open';
}

export function insideClaimedDepths(depth: number): boolean {
  return depth >= CLAIMED_DEPTHS[0] - ROUNDING && depth <= CLAIMED_DEPTHS[1] + ROUNDING;
}

/** max inside − max outside of the mean effects by layer; NaN where one side has no layer. */
export function depthDifference(effects: ArrayLike<number>, depths: readonly number[]): number {
  let [inside, outside] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  depths.forEach((depth, i) => {
    if (insideClaimedDepths(depth)) inside = Math.max(inside, effects[i]);
    else outside = Math.max(outside, effects[i]);
  });
  return Number.isFinite(inside) && Number.isFinite(outside) ? inside - outside : Number.NaN;
}

/**
 * p of "some of `own` layers exceeds all of `others`". For one fixed layer that is an intersection–union test: the largest of the
 * sign-flip p-values of its paired differences to each other layer, 1 where one of them is not positive. The layer is the best of
 * `own.length`, hence times that number. Two-sided p-values: each direction of the claim errs in at most 2.5%.
 *
 * A bootstrap of the difference of two maxima does not hold its level where layers tie, which is the null hypothesis of interest.
 */
export function depthClaimP(own: readonly Float64Array[], others: readonly Float64Array[]): number {
  const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);
  const totals = own.map(sum);
  const best = own[totals.indexOf(Math.max(...totals))];
  let largest = 0;
  for (const other of others) {
    const differences = best.map((value, g) => value - other[g]);
    if (!(sum(differences) > 0)) return 1;
    largest = Math.max(largest, signFlipTest(differences).p);
  }
  return Math.min(1, own.length * largest);
}

/** The conclusion of a bootstrapped difference; `sums`: effects of each layer summed by group. Null where one side has no layer. */
export function depthClaim(
  difference: number,
  interval: readonly [number, number] | null,
  depths: readonly number[],
  sums: readonly Float64Array[],
): DepthClaim | null {
  if (Number.isNaN(difference) || interval === null) return null;
  const inside = sums.filter((_, i) => insideClaimedDepths(depths[i]));
  const outside = sums.filter((_, i) => !insideClaimedDepths(depths[i]));
  const [pSupported, pContradicted] = [depthClaimP(inside, outside), depthClaimP(outside, inside)];
  return {
    difference,
    interval,
    inside: inside.length,
    layers: depths.length,
    chanceShare: inside.length / depths.length,
    pSupported,
    pContradicted,
    conclusion:
      pSupported < SIGNIFICANCE ? 'supported' : pContradicted < SIGNIFICANCE ? 'contradicted' : 'open',
  };
}
