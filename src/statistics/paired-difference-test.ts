import { InvalidInputError } from '../errors/invalid-input-error.ts';
import { pairedMeanInterval } from './bonett-price.ts';
import { criticalValue } from './critical-value.ts';
import { steadyDesignEffect } from './design-effect.ts';
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
 * Tests whether the mean of differences in [−1, 1], one per prompt, is 0: the sign-flip test over duplicate groups. It asks that under the null
 * hypothesis a group's difference is as likely as its negative: true where two conditions are exchanged for one another, but not
 * where one success is compared with the mean of several draws; `controlTest` is for that.
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
    throw new InvalidInputError('paired differences', `${outside} is not a difference of two rates`);
  const groups = indexGroups(labels, differences.length);
  return testDifferences(differences, groups, () => signFlip(differences, groups, options));
}

/** The sign-flip test of differences over numbered groups. */
export function signFlip(
  differences: ArrayLike<number>,
  groups: GroupIndex,
  options: SignFlipOptions,
): Pick<PairedDifference, 'p' | 'method'> {
  const { p, method } = signFlipTest(groupSums(differences, groups), options);
  return { p, method: `sign-flip-${method}` };
}

/** Checked differences over numbered groups, with their interval and the given test. */
export function testDifferences(
  differences: ArrayLike<number>,
  groups: GroupIndex,
  test: () => Pick<PairedDifference, 'p' | 'method'>,
): PairedDifference {
  const { n } = groups;
  let [sum, squares] = [0, 0];
  for (let i = 0; i < n; i++) {
    sum += differences[i];
    squares += differences[i] ** 2;
  }
  const deff = steadyDesignEffect(differences, groups);
  return {
    ...test(),
    n,
    groups: groups.count,
    difference: sum / n,
    interval: pairedMeanInterval(sum, squares, n, { deff, critical: criticalValue(groups) }),
    deff,
  };
}
