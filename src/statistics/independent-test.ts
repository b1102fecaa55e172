import { fisherExact } from './fisher-exact.ts';
import { type GroupExchangeOptions, groupExchangeTest } from './group-exchange-test.ts';
import { type GroupLabels, indexGroups } from './group-index.ts';
import { newcombeInterval } from './newcombe.ts';
import { rateOfFlags } from './rate.ts';
import { requireSome } from './require-input.ts';

export interface IndependentTest {
  readonly p: number;
  readonly method: 'fisher-exact' | 'group-exchange';
  /** Prompts of the smaller sample. */
  readonly n: number;
  /** First rate minus second. */
  readonly difference: number;
  /** Newcombe's 95% interval, widened by the design effects. */
  readonly interval: readonly [number, number];
}

/**
 * Two samples of different prompts, success by prompt: the difference of their rates (first minus second) with its interval, and whether
 * it is 0. Fisher's exact test where every prompt is its own group, else the exchange of whole groups.
 */
export function independentTest(
  first: { readonly flags: readonly boolean[]; readonly groups?: GroupLabels },
  second: { readonly flags: readonly boolean[]; readonly groups?: GroupLabels },
  options: GroupExchangeOptions = {},
): IndependentTest {
  for (const { flags } of [first, second]) requireSome('comparison of rates', flags.length);
  const [a, b] = [first, second].map(({ flags, groups }) => ({
    values: flags.map(Number),
    groups: indexGroups(groups, flags.length),
    rate: rateOfFlags(flags, groups),
  }));
  const single = a.groups.single && b.groups.single;
  return {
    p: single ? fisherExact(a.rate.k, a.rate.n, b.rate.k, b.rate.n) : groupExchangeTest(a, b, options),
    method: single ? 'fisher-exact' : 'group-exchange',
    n: Math.min(a.rate.n, b.rate.n),
    difference: a.rate.rate! - b.rate.rate!,
    interval: newcombeInterval(a.rate, b.rate),
  };
}
