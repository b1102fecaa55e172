import { type GroupLabels, indexGroups } from './group-index.ts';
import { mcnemarExact } from './mcnemar.ts';
import { type PairedDifference, signFlip, testDifferences } from './paired-difference-test.ts';
import { requireLength, requireSome } from './require-input.ts';
import type { SignFlipOptions } from './sign-flip.ts';

export interface PairedTest extends PairedDifference {
  /** Prompts on which only the first, or only the second, succeeded. */
  readonly onlyFirst: number;
  readonly onlySecond: number;
}

/**
 * Two arms on the same prompts, success by prompt: the difference of their rates (first minus second) with its interval, and
 * whether it is 0. Exact McNemar where every prompt is its own group, else the sign-flip test over groups.
 */
export function pairedTest(
  first: readonly boolean[],
  second: readonly boolean[],
  labels?: GroupLabels,
  options: SignFlipOptions = {},
): PairedTest {
  requireSome('paired test', first.length);
  requireLength('paired test: second arm', second.length, first.length);
  const groups = indexGroups(labels, first.length);
  const differences = new Int8Array(first.length);
  let [onlyFirst, onlySecond] = [0, 0];
  for (let i = 0; i < first.length; i++) {
    if (first[i] === second[i]) continue;
    differences[i] = first[i] ? 1 : -1;
    if (first[i]) onlyFirst++;
    else onlySecond++;
  }
  const test = testDifferences(differences, groups, () =>
    groups.single
      ? { p: mcnemarExact(onlyFirst, onlySecond), method: 'mcnemar-exact' }
      : signFlip(differences, groups, options),
  );
  return { ...test, onlyFirst, onlySecond };
}
