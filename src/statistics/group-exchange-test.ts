import { type GroupIndex, groupSums } from './group-index.ts';
import { RandomStream } from './random-stream.ts';

export interface GroupExchangeOptions {
  /** Draws; at least 9,999 for reported results. */
  readonly draws?: number;
  readonly seed?: number;
}

/**
 * Tests whether two independent samples in duplicate groups have equal rates: whole groups are dealt anew to both samples, as many to each as
 * it has, which under the null hypothesis is as likely as what was seen. p = (1 + #{|difference of rates| at least as large})/(B + 1).
 */
export function groupExchangeTest(
  first: { readonly values: ArrayLike<number>; readonly groups: GroupIndex },
  second: { readonly values: ArrayLike<number>; readonly groups: GroupIndex },
  { draws = 9_999, seed = 1 }: GroupExchangeOptions = {},
): number {
  const sums = [...groupSums(first.values, first.groups), ...groupSums(second.values, second.groups)];
  const sizes = [...first.groups.sizes, ...second.groups.sizes];
  const [totalSum, totalSize] = [sums, sizes].map((list) => list.reduce((a, b) => a + b, 0));
  const { count } = first.groups;
  const order = Int32Array.from(sums, (_, g) => g);
  const difference = (): number => {
    let [sum, size] = [0, 0];
    for (let i = 0; i < count; i++) {
      sum += sums[order[i]];
      size += sizes[order[i]];
    }
    return Math.abs(sum / size - (totalSum - sum) / (totalSize - size));
  };
  const least = difference() - 1e-12;
  const random = new RandomStream(seed, 'group exchange');
  let extreme = 1;
  for (let draw = 0; draw < draws; draw++) {
    // Only who is in the first sample matters: a partial shuffle deals it.
    for (let i = 0; i < count; i++) {
      const j = i + random.below(order.length - i);
      [order[i], order[j]] = [order[j], order[i]];
    }
    if (difference() >= least) extreme++;
  }
  return extreme / (draws + 1);
}
