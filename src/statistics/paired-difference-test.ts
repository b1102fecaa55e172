import { InvalidInputError } from '../errors/invalid-input-error.ts';
import { pairedMeanInterval } from './bonett-price.ts';
import { criticalValue } from './critical-value.ts';
import { designEffectOf } from './design-effect.ts';
import { type GroupIndex, type GroupLabels, groupSums, indexGroups } from './group-index.ts';
import { requireFinite, requireSome } from './require-input.ts';
import { type SignFlipOptions, signFlipTest } from './sign-flip.ts';

export interface PairedDifference {
  readonly p: number;
  readonly method: 'mcnemar-exact' | 'sign-flip-exact' | 'sign-flip-monte-carlo';
  /** Prompts. */
  readonly n: number;
  /** Duplicate groups that they are in. */
  readonly groups: number;
  /** Mean of the differences. */
  readonly difference: number;
  /** Bonett and Price's 95% interval, widened by the design effect. */
  readonly interval: readonly [number, number];
  /** Design effect of the differences. */
  readonly deff: number;
}

/**
 * Whether the mean of differences in [−1, 1], one a prompt, is 0: an arm's success minus the share of its control draws that
 * succeeded. The sign-flip test over duplicate groups; it speaks of prompts like these under these very draws, not of other
 * draws: `monteCarloP` does that.
 */
export function pairedDifferenceTest(
  differences: readonly number[],
  labels?: GroupLabels,
  options: SignFlipOptions = {},
): PairedDifference {
  requireSome('paired differences', differences.length);
  requireFinite('paired differences', differences);
  const outside = differences.find((difference) => Math.abs(difference) > 1 + 1e-12);
  if (outside !== undefined)
    throw new InvalidInputError('paired differences', `${outside} is no difference of two rates`);
  return testDifferences(differences, indexGroups(labels, differences.length), options);
}

/** {@link pairedDifferenceTest} of checked differences over numbered groups. */
export function testDifferences(
  differences: ArrayLike<number>,
  groups: GroupIndex,
  options: SignFlipOptions,
): PairedDifference {
  const { n } = groups;
  let [sum, squares, whole] = [0, 0, true];
  for (let i = 0; i < n; i++) {
    sum += differences[i];
    squares += differences[i] ** 2;
    whole &&= Number.isInteger(differences[i]);
  }
  const deff = designEffectOf(differences, groups);
  const { p, method } = signFlipTest(groupSums(differences, groups), options);
  return {
    p,
    method: groups.single && whole ? 'mcnemar-exact' : `sign-flip-${method}`,
    n,
    groups: groups.count,
    difference: sum / n,
    interval: pairedMeanInterval(sum, squares, n, { deff, critical: criticalValue(groups) }),
    deff,
  };
}
